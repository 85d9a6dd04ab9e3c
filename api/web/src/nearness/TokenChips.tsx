import type { Token } from "../client/similar";
import { piecesOf } from "./marks";

const MOST = 300;

/** The pieces that a text is cut into, each with its number in the vocabulary; what the model adds is marked. */
export function TokenChips({ text, tokens }: { text: string; tokens: Token[] }) {
  const spelled = new Map(piecesOf(text, tokens).map((piece) => [piece.place, piece.text]));
  return (
    <>
      <ol class="token-chips" aria-label="Tokens">
        {tokens.slice(0, MOST).map((token, place) => (
          <li
            key={place}
            data-kind={kindOf(token)}
            data-continues={continues(tokens, place) || undefined}
            data-read={token.read}
            title={about(token, spelled.get(place) ?? "")}
          >
            <span class="token-piece">{token.piece}</span>
            <span class="token-id">{token.id}</span>
            {token.unknown && <span class="token-said">{spelled.get(place)}</span>}
            <span class="visually-hidden">{about(token, spelled.get(place) ?? "")}</span>
          </li>
        ))}
      </ol>
      {tokens.length > MOST && <p class="small quiet">… and {tokens.length - MOST} more.</p>}
    </>
  );
}

function kindOf(token: Token): string {
  if (token.special) return "special";
  return token.unknown ? "unknown" : "plain";
}

/** Whether a token goes on with the word of the token before it. */
function continues(tokens: Token[], place: number): boolean {
  const word = tokens[place]?.word;
  return word !== null && word !== undefined && tokens[place - 1]?.word === word;
}

function about(token: Token, spelled: string): string {
  if (token.special) return "added by the model, stands for no text";
  const where = `characters ${token.start} to ${token.end}: ${spelled}`;
  if (!token.read) return `${where}, behind the model's limit: not read`;
  return token.unknown ? `${where}, not in the vocabulary` : where;
}

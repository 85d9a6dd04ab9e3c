import type { Side } from "../../client/similar";
import { shown } from "../../nearness/words";

/** Every token with its share: the same as the colours, in numbers. */
export function ShareTable({ caption, side }: { caption: string; side: Side }) {
  return (
    <table class="small">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {side.tokens.map((token, place) => (
          <tr key={place}>
            <td>
              <code>{token.piece}</code> {token.special && <span class="quiet">added by the model</span>}
            </td>
            <td>{token.share === null ? "not read" : shown(token.share, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

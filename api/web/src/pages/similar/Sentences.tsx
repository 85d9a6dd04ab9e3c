import type { SharingSentence } from "../../client/similar";
import { shortened, shown } from "../../nearness/words";
import { slice } from "../../text/codepoints";

interface Props {
  text: string;
  sentences: SharingSentence[];
  cosine: number;
}

/** Each sentence with its share, and what becomes of the similarity without it. */
export function Sentences({ text, sentences, cosine }: Props) {
  if (sentences.length < 2) return null;
  return (
    <div class="scroll-x">
      <table class="small sentences">
        <thead>
          <tr>
            <th scope="col">Sentence</th>
            <th scope="col">Share</th>
            <th scope="col">Without it</th>
          </tr>
        </thead>
        <tbody>
          {sentences.map(({ start, end, share, without }) => (
            <tr key={start}>
              <td>{shortened(slice(text, start, end), 90)}</td>
              <td>{shown(share)}</td>
              <td>{without === null ? "" : `${shown(without)} ${without < cosine ? "↓" : "↑"}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

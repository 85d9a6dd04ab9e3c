import type { Answer, Hit } from "../../client/ask";
import { Cosine } from "../../nearness/Cosine";
import { fileName, shortened } from "../../nearness/words";
import { pointed } from "./pointed";

const MOST = 4;

/** The candidates as the search ranked them, what the reader thinks of each, and the words it points at. */
export function ReadHits({ answer }: { answer: Answer }) {
  const best = Math.max(...answer.hits.map((hit) => hit.scores.read ?? 0));
  return (
    <ol class="read-hits" aria-label="Candidates">
      {answer.hits.slice(0, MOST).map((hit) => (
        <li key={hit.chunk_id} data-best={(hit.scores.read === best && best > 0) || undefined}>
          <dl class="read-scores small">
            <div>
              <dt>Nearness</dt>
              <dd>{hit.scores.dense === null ? "not seen" : <Cosine value={hit.scores.dense} />}</dd>
            </div>
            <div>
              <dt>Reading</dt>
              <dd>{hit.scores.read === null ? "not read" : <Cosine value={hit.scores.read} />}</dd>
            </div>
            <div class="read-source quiet">{hit.title ?? fileName(hit.uri)}</div>
          </dl>
          <Excerpt hit={hit} answer={answer} />
        </li>
      ))}
    </ol>
  );
}

function Excerpt({ hit, answer }: { hit: Hit; answer: Answer }) {
  const found = pointed(hit, answer.citations);
  if (!found) return <p class="passage-text">{shortened(hit.text, 180)}</p>;
  return (
    <p class="passage-text">
      {found.before}
      <mark>{found.quote}</mark>
      {found.after}
    </p>
  );
}

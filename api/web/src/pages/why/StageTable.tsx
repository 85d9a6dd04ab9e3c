// Every candidate with its place and score in each stage.
import { useState } from "preact/hooks";
import type { Explanation, PassageTrace, Place } from "../../client/explain";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { passageFate, passageName } from "./names";
import { sourceOf } from "./Readout";
import { STAGES } from "./stages";

interface Props {
  explanation: Explanation;
  collection: string;
  named: number | null;
  onName: (chunk: number) => void;
}

const FIRST = 15;

export function StageTable({ explanation, collection, named, onName }: Props) {
  const [all, setAll] = useState(false);
  const { passages, document, answer } = explanation;
  const telling = passages.filter(
    (passage, index) => all || index < FIRST || passage.shown.rank || passage.document_id === document?.id,
  );
  return (
    <>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Places and scores in every stage">
        <table class="stage-table">
          <thead>
            <tr>
              <th scope="col">Passage</th>
              {STAGES.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {telling.map((passage) => (
              <tr
                key={passage.chunk_id}
                data-named={passage.chunk_id === named || undefined}
                data-missed={passage.document_id === document?.id || undefined}
                onPointerEnter={() => onName(passage.chunk_id)}
              >
                <th scope="row">
                  <Link to={sourceOf(passage, collection)}>{passageName(passage)}</Link>
                </th>
                {STAGES.map(({ name }) => (
                  <Cell key={name} place={passage[name]} />
                ))}
                <td class="small">{fate(passage, explanation, answer.abstained)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {telling.length < passages.length && (
        <Button size="small" onClick={() => setAll(true)}>
          Show all {passages.length}
        </Button>
      )}
    </>
  );
}

function fate(passage: PassageTrace, explanation: Explanation, abstained: boolean): string {
  return passageFate(passage, abstained, explanation.passages);
}

/** The place, with the score beneath it; a passage that a side did not fetch has a score there and no place. */
function Cell({ place: { rank, score } }: { place: Place }) {
  return (
    <td class="stage-cell">
      {rank ? <strong>{rank}</strong> : <span class="quiet">–</span>}
      {score !== null && <span class="small quiet">{score.toFixed(2)}</span>}
    </td>
  );
}

// Where it fails: the questions whose right reply was lost, by the stage at which it was.
import { useState } from "preact/hooks";
import { decimal } from "../../charts/scales";
import type { Loss, Row } from "../../client/evaluations";
import { Button } from "../../ui/Button";
import { QuestionLinks } from "./QuestionLinks";

const STAGES: Record<Loss, { label: string; meaning: string }> = {
  not_found: { label: "Not found", meaning: "Search did not find the document that holds the answer." },
  not_read: { label: "Found, not read", meaning: "The document was found, but not far enough up to be read." },
  another_chosen: {
    label: "Read, another chosen",
    meaning: "It was read, but something else was taken for the answer.",
  },
  withheld: { label: "Right, but withheld", meaning: "The answer was right, but not sure enough to be given." },
  answered: { label: "Answered without one", meaning: "The documents hold no answer, and one was given all the same." },
};
const ORDER = Object.keys(STAGES) as Loss[];
const AT_FIRST = 8;

export function Losses({ rows }: { rows: readonly Row[] }) {
  const lost = rows.filter((row) => row.loss);
  const fullest = ORDER.reduce((best, stage) => (count(lost, stage) > count(lost, best) ? stage : best));
  const [stage, setStage] = useState<Loss>(fullest);
  if (lost.length === 0) return <p class="card">Not one right reply was lost in this run.</p>;
  return (
    <section class="card" aria-labelledby="losses">
      <h2 id="losses">Where it fails</h2>
      <p class="quiet">
        {lost.length} of {rows.length} questions did not get the right reply. Each was lost at one stage:
      </p>
      <div class="stages" role="group" aria-label="Stage at which the right reply was lost">
        {ORDER.map((one) => (
          <button key={one} type="button" class="stage" aria-pressed={one === stage} onClick={() => setStage(one)}>
            <strong>{count(lost, one)}</strong> {STAGES[one].label}
          </button>
        ))}
      </div>
      <p class="small quiet" role="status">
        {STAGES[stage].meaning}
      </p>
      <LostQuestions key={stage} rows={lost.filter((row) => row.loss === stage)} />
    </section>
  );
}

function count(rows: readonly Row[], stage: Loss): number {
  return rows.filter((row) => row.loss === stage).length;
}

function LostQuestions({ rows }: { rows: readonly Row[] }) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return <p>None in this run.</p>;
  return (
    <>
      <ul class="questions">
        {(all ? rows : rows.slice(0, AT_FIRST)).map((row) => (
          <LostQuestion key={row.id} row={row} />
        ))}
      </ul>
      {!all && rows.length > AT_FIRST && <Button onClick={() => setAll(true)}>Show all {rows.length}</Button>}
    </>
  );
}

function LostQuestion({ row }: { row: Row }) {
  const { question, abstained, text, confidence, hit_1, rank } = row;
  const place = hit_1 === null ? "" : rank == null ? ", document not found" : `, document in place ${rank}`;
  return (
    <li>
      <QuestionLinks question={question} />
      <p>
        {abstained && <span class="quiet">Withheld: </span>}
        {text || <span class="quiet">{text === null ? "nothing to answer with" : "its document is deleted"}</span>}
        <span class="small quiet figures">
          confidence {decimal(confidence)}
          {place}
        </span>
      </p>
    </li>
  );
}

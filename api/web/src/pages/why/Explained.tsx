// One explanation: how it ended, the picture, the document that is missed, the figures.
import { useState } from "preact/hooks";
import type { Explanation } from "../../client/explain";
import { BumpChart } from "./BumpChart";
import { Missed } from "./Missed";
import { Readout } from "./Readout";
import { StageTable } from "./StageTable";
import { percent, STAGES } from "./stages";
import { VerdictCard } from "./VerdictCard";

interface Props {
  explanation: Explanation;
  collection: string;
  asked: string;
  busy: boolean;
  onMissed: (document: string) => void;
}

export function Explained({ explanation, collection, asked, busy, onMissed }: Props) {
  const [named, setNamed] = useState<number | null>(null);
  const { passages, document, question, k } = explanation;
  const chosen = passages.find(({ chunk_id }) => chunk_id === named);
  return (
    <div class="stack explained" data-busy={busy || undefined}>
      <Ending explanation={explanation} />
      {passages.length > 0 && (
        <section>
          <h2>From search to answer</h2>
          <p class="quiet small">
            A line is a passage; the higher, the better its place. The number above a column counts what comes that far.
          </p>
          <Legend missed={document?.chunk_id != null} abstained={explanation.answer.abstained} />
          <div class="picture">
            <BumpChart explanation={explanation} named={chosen ? named : null} onName={setNamed} />
            <Readout explanation={explanation} passage={chosen} collection={collection} />
          </div>
          <Stages explanation={explanation} />
        </section>
      )}
      <section class="stack">
        <h2>Why not this document?</h2>
        <Missed collection={collection} asked={asked} busy={busy} onAsk={onMissed} />
        {document && (
          <VerdictCard
            verdict={document}
            query={{ question: explanation.standalone_question ?? question, collection, k }}
            onAsk={onMissed}
          />
        )}
      </section>
      {passages.length > 0 && (
        <section>
          <h2>All figures</h2>
          <StageTable explanation={explanation} collection={collection} named={named} onName={setNamed} />
        </section>
      )}
    </div>
  );
}

function Ending({ explanation: { answer, standalone_question, passages } }: { explanation: Explanation }) {
  return (
    <section class="card ending">
      {standalone_question && (
        <p class="small quiet">
          Understood as: <strong>{standalone_question}</strong>
        </p>
      )}
      <p class="ending-answer">{answer.text ?? "No answer."}</p>
      <p class="small quiet">
        {answer.abstained ? `${capital(answer.reason)}. ` : ""}
        {passages.length > 0 &&
          `Confidence ${percent(answer.confidence)}; an answer needs ${percent(answer.threshold)}.`}
      </p>
    </section>
  );
}

function Legend({ missed, abstained }: { missed: boolean; abstained: boolean }) {
  return (
    <ul class="why-legend small">
      <li data-kind="cited">{abstained ? "quoted, and withheld" : "cited"}</li>
      <li data-kind="shown">shown</li>
      <li data-kind="other">only fetched</li>
      {missed && <li data-kind="missed">the document you miss</li>}
    </ul>
  );
}

function Stages({ explanation }: { explanation: Explanation }) {
  return (
    <details>
      <summary>What happens in each stage</summary>
      <dl class="stage-list">
        {STAGES.map(({ name, label, term, about }) => (
          <div key={name}>
            <dt>
              {label} <span class="quiet small">({term})</span>
            </dt>
            <dd>{about(explanation)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

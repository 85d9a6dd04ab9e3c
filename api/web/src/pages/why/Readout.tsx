// The passage that is named in the picture: what it is, where it stood, what became of it.
import type { Explanation, PassageTrace } from "../../client/explain";
import { address } from "../../router";
import { Link } from "../../ui/Link";
import { Suspected } from "../../ui/Suspected";
import { passageFate, passageName } from "./names";
import { STAGES } from "./stages";

interface Props {
  explanation: Explanation;
  passage: PassageTrace | undefined;
  collection: string;
}

const EXCERPT = 320;

export function Readout({ explanation, passage, collection }: Props) {
  return (
    <div class="readout" aria-live="polite">
      {passage ? (
        <>
          <h3>{passageName(passage)}</h3>
          <p class="readout-places">
            {STAGES.filter(({ name }) => passage[name].rank).map(({ name, label }) => (
              <span key={name}>
                {label} <strong>{passage[name].rank}</strong>
              </span>
            ))}
          </p>
          <p>{passageFate(passage, explanation.answer.abstained, explanation.passages)}</p>
          {passage.suspicion.length > 0 && <Suspected reasons={passage.suspicion} />}
          <p class="readout-text">{shortened(passage.text)}</p>
          <Link to={sourceOf(passage, collection)}>Read it in its document</Link>
        </>
      ) : (
        <p class="quiet">
          Point at a line, or press Tab and then the arrow keys: here you read which passage it is and what became of
          it.
        </p>
      )}
    </div>
  );
}

export function sourceOf({ document_id, version, start, end, page }: PassageTrace, collection: string): string {
  return address("/source", { document: document_id, version, start, end, page, collection });
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= EXCERPT ? text : `${letters.slice(0, EXCERPT).join("")} …`;
}

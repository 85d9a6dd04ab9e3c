import { useState } from "preact/hooks";
import { embed } from "../../../client/similar";
import { useLive } from "../../../nearness/live";
import { largest, VectorLegend, VectorStrip } from "../../../nearness/VectorStrip";
import { dot } from "../../../nearness/vectors";
import { shown } from "../../../nearness/words";
import { Failure } from "../../../ui/Notice";
import { Line } from "../Line";
import type { StepProps } from ".";

/** A text and a changed copy of it as coloured numbers. */
export function Vector({ question }: StepProps) {
  const [text, setText] = useState(question);
  const [changed, setChanged] = useState(question.replace(/word/g, "dog"));
  const texts = [text, changed].filter(Boolean);
  const { reply, error, busy } = useLive(texts.length ? JSON.stringify(texts) : "", (signal) =>
    embed(texts, { signal }),
  );
  return (
    <>
      <p>
        Each token starts with a list of numbers of its own. Then the model lets every token look at all the others and
        take in what matters to it. This is called <em>attention</em>, and it is how <em>company</em> comes to mean
        friends here and a business there. The average of all the lists stands for the whole text: its <em>vector</em>.
      </p>
      <div class="card stack" aria-busy={busy}>
        <Line label="A text" value={text} onValue={setText} />
        <Line label="The same with a word changed" value={changed} onValue={setChanged} />
        {error !== null && <Failure error={error} />}
        {reply && <Strips vectors={reply.vectors} />}
      </div>
      <p>
        Think of a vector as an address, in a space with {reply?.dimension ?? "some hundred"} directions instead of
        three. No single number has a meaning that could be named. The whole list has.
      </p>
    </>
  );
}

function Strips({ vectors }: { vectors: number[][] }) {
  const most = largest(vectors);
  const [one, two] = vectors;
  return (
    <>
      {vectors.map((vector, place) => (
        <VectorStrip key={place} label={place === 0 ? "The text" : "Changed"} vector={vector} most={most} />
      ))}
      <VectorLegend most={most} />
      {one && two && (
        <p aria-live="polite" class="no-margin">
          Change one word, and every number moves. How near the two still are: <strong>{shown(dot(one, two))}</strong>,
          where 1 is the same. The next step says what that number is.
        </p>
      )}
    </>
  );
}

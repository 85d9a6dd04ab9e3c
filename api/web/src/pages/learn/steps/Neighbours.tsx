import { nearest } from "../../../client/similar";
import { COLLECTION } from "../../../client/tour";
import { useLive } from "../../../nearness/live";
import { Passages } from "../../../nearness/Passages";
import { Failure } from "../../../ui/Notice";
import { Line } from "../Line";
import { WhenReady } from "../WhenReady";
import type { StepProps } from ".";

/** The passages of the samples that lie nearest to the question. */
export function Neighbours({ question, onQuestion, progress }: StepProps) {
  return (
    <>
      <p>
        Long before you ask, every document was cut into passages of a few sentences, and every passage got its vector.
        Now the vector of your question is compared with all of them. Those that lie nearest are worth a look, whether
        or not they use your words.
      </p>
      <div class="card stack">
        <Line
          label="Your question"
          value={question}
          onValue={onQuestion}
          examples={["how do I stop a model from inventing facts", "who came up with HNSW?"]}
        />
        <WhenReady progress={progress}>
          <Near question={question} />
        </WhenReady>
      </div>
      <p>
        For part numbers, names and dates nearness is a poor guide: 4711 and 4712 mean nearly the same to a model. So a
        second search looks for the words themselves, rare ones counting most, and the two lists are put together.
      </p>
    </>
  );
}

function Near({ question }: { question: string }) {
  const { reply, error, busy } = useLive(question.trim(), (signal) => nearest(question, COLLECTION, 4, { signal }));
  return (
    <div aria-busy={busy} aria-live="polite">
      {error !== null && <Failure error={error} />}
      {reply && <Passages hits={reply} label="Nearest passages" collection={COLLECTION} />}
    </div>
  );
}

import { Line } from "../Line";
import { ReadHits } from "../ReadHits";
import { useAnswer } from "../useAnswer";
import { WhenReady } from "../WhenReady";
import { Failure } from "../../../ui/Notice";
import type { StepProps } from ".";

/** What the reader thinks of each candidate, and where it points. */
export function Reading({ question, onQuestion, progress }: StepProps) {
  return (
    <>
      <p>
        Nearness finds the right shelf, not the answer. So a second model, again a <em>transformer</em>, reads your
        question together with each candidate, and attention lets every word of the passage look at every word of the
        question. What it predicts is not a next word. It points: the answer begins here and ends here; or it says that
        the answer is not in this passage.
      </p>
      <div class="card stack">
        <Line label="Your question" value={question} onValue={onQuestion} />
        <WhenReady progress={progress}>
          <Read question={question} />
        </WhenReady>
      </div>
      <h3>Why not let a chatbot answer?</h3>
      <p>
        A language model predicts the next word, again and again. What it writes is <em>likely</em>, and likely is not
        the same as true. Where it knows nothing it still finds likely words, in the same calm voice. And it has read
        nothing since its training ended, nor anything that lies in your drawer. A model that points can point at the
        wrong place. But the words it points at were written by somebody, and you can look.
      </p>
    </>
  );
}

function Read({ question }: { question: string }) {
  const { reply, error, busy } = useAnswer(question);
  return (
    <div aria-busy={busy} aria-live="polite">
      {error !== null && <Failure error={error} />}
      {reply && <ReadHits answer={reply} />}
    </div>
  );
}

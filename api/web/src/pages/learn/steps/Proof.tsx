import { Answered } from "../Answered";
import { Line } from "../Line";
import { useAnswer } from "../useAnswer";
import { WhenReady } from "../WhenReady";
import { Failure } from "../../../ui/Notice";
import type { StepProps } from ".";

const REFUSED = "Which judge decided Mata v. Avianca?";
const EXAMPLES = ["who published HNSW?", "How many questions does TruthfulQA have?", REFUSED];

/** The answer with its quotes, and the refusal. */
export function Proof({ question, onQuestion, progress }: StepProps) {
  return (
    <>
      <p>
        The answer is made of words that stand in a document, and it says where: which document, from which character to
        which. Before it is sent, every quote is compared with the stored text, character by character. What does not
        match is not sent.
      </p>
      <div class="card stack">
        <Line label="Your question" value={question} onValue={onQuestion} examples={EXAMPLES} />
        <WhenReady progress={progress}>
          <Answer question={question} />
        </WhenReady>
      </div>
      <p>
        And when the documents do not say it? Then there is no answer. Ask for the judge: the samples tell of the case
        and never name who decided it. The passages are near, the reading finds nothing that answers, and the service
        says so. The percentage is calibrated: of all answers given with 90 %, about nine in ten should be right.
      </p>
    </>
  );
}

function Answer({ question }: { question: string }) {
  const { reply, error, busy } = useAnswer(question);
  return (
    <div aria-busy={busy} aria-live="polite">
      {error !== null && <Failure error={error} />}
      {reply && <Answered answer={reply} />}
    </div>
  );
}

import { useState } from "preact/hooks";
import type { Turn } from "../../client/ask";
import { Failure } from "../../ui/Notice";
import { Answered } from "./Answered";
import { Line } from "./Line";
import { useAnswer } from "./useAnswer";
import type { TourProgress } from "./useTour";
import { WhenReady } from "./WhenReady";

interface Props {
  title: string;
  about: string;
  question: string;
  /** What was said before; the question is asked without it first, and with it on demand. */
  history?: Turn[];
  examples?: string[];
  progress: TourProgress;
}

const NOTHING: Turn[] = [];

/** A question that shows a weakness, asked of the samples; it can be changed. */
export function AskTry({ title, about, question, history, examples, progress }: Props) {
  const [text, setText] = useState(question);
  const [remembers, setRemembers] = useState(false);
  return (
    <section class="card stack try">
      <h3>{title}</h3>
      <p class="no-margin">{about}</p>
      <Line label="Ask" value={text} onValue={setText} examples={examples} />
      {history && (
        <label class="row">
          <input type="checkbox" checked={remembers} onChange={(event) => setRemembers(event.currentTarget.checked)} />
          after the question “{history[0]?.question}”
        </label>
      )}
      <WhenReady progress={progress}>
        <Reply question={text} history={remembers ? (history ?? NOTHING) : NOTHING} />
      </WhenReady>
    </section>
  );
}

function Reply({ question, history }: { question: string; history: Turn[] }) {
  const { reply, error, busy } = useAnswer(question, history);
  return (
    <div class="stack" aria-busy={busy} aria-live="polite">
      {error !== null && <Failure error={error} />}
      {reply?.standalone_question && <p class="small quiet no-margin">Understood as: {reply.standalone_question}</p>}
      {reply && <Answered answer={reply} brief />}
    </div>
  );
}

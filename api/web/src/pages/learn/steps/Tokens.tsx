import { useState } from "preact/hooks";
import { cut } from "../../../client/similar";
import { useLive } from "../../../nearness/live";
import { TokenChips } from "../../../nearness/TokenChips";
import { Failure } from "../../../ui/Notice";
import { Line } from "../Line";
import type { StepProps } from ".";

const EXAMPLES = ["bookworm", "tallest building", "1234567", "Sprachmodell", "読書 📚"];

/** How the tokenizer cuts what is typed. */
export function Tokens({ question }: StepProps) {
  const [text, setText] = useState(question);
  const { reply, error, busy } = useLive(text && JSON.stringify(text), async (signal) => ({
    text,
    cut: await cut(text, { signal }),
  }));
  return (
    <>
      <p>
        A model reads no letters, it reads numbers. It has a fixed list of pieces of text, its <em>vocabulary</em>, and
        each piece has a number. So your question is first cut into such pieces. They are called <em>tokens</em>.
      </p>
      <div class="card stack" aria-busy={busy}>
        <Line label="A question, or any text" value={text} onValue={setText} examples={EXAMPLES} />
        {error !== null && <Failure error={error} />}
        <div aria-live="polite">{reply && <TokenChips text={reply.text} tokens={reply.cut.tokens} />}</div>
      </div>
      <ul>
        <li>
          A frequent word is one token. A rare one is put together: <em>bookworm</em> becomes <code>book</code> and{" "}
          <code>##worm</code>, where <code>##</code> means “goes on with the word before”.
        </li>
        <li>
          What the vocabulary cannot spell becomes <code>[UNK]</code>, unknown. What stood there is lost for this model.
        </li>
        <li>
          <code>[CLS]</code> and <code>[SEP]</code> stand for no text: the model wants a mark at the beginning and one
          at the end.
        </li>
      </ul>
    </>
  );
}

import { useId } from "preact/hooks";
import { calculate, type Solution } from "../../client/similar";
import { useCollection } from "../../collection";
import { Cosine } from "../../nearness/Cosine";
import { useLive } from "../../nearness/live";
import { Passages } from "../../nearness/Passages";
import { shown } from "../../nearness/words";
import { Button } from "../../ui/Button";
import { Failure, Notice } from "../../ui/Notice";

const EXAMPLES = ["book + worm", "king - man + woman", '"language model" - truth', "teacher - school + hospital"];
const FAINT = 0.35;

interface Props {
  expression: string;
  onExpression: (expression: string) => void;
}

/** An expression, and what of the collection lies near its result. */
export function Calculate({ expression, onExpression }: Props) {
  const field = useId();
  const collection = useCollection();
  const { reply, error, busy } = useLive(expression.trim() ? JSON.stringify([expression, collection]) : "", (signal) =>
    calculate(expression, collection, 8, { signal }),
  );
  return (
    <>
      <div class="field expression">
        <label for={field}>Add and take away meanings</label>
        <input
          id={field}
          value={expression}
          maxLength={500}
          spellcheck={false}
          onInput={(event) => onExpression(event.currentTarget.value)}
        />
        <p class="small quiet">
          Put spaces around + and -; quotation marks hold a phrase together: "time flies" + clock.
        </p>
        <div class="row">
          {EXAMPLES.map((example) => (
            <Button key={example} size="small" onClick={() => onExpression(example)}>
              {example}
            </Button>
          ))}
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      <div aria-busy={busy} aria-live="polite">
        {busy && !reply && <p class="quiet">Reading the words around it …</p>}
        {reply && <Solved solution={reply} collection={collection} />}
      </div>
    </>
  );
}

function Solved({ solution, collection }: { solution: Solution; collection: string }) {
  const found = solution.words.filter((word) => !word.given);
  const best = found[0]?.cosine ?? 0;
  return (
    <div class="stack">
      {best < FAINT && (
        <Notice kind="warn">
          Nothing in this collection lies near the result: the nearest word has {shown(best)}. What follows is chance.
        </Notice>
      )}
      <div class="pair">
        <section class="card stack">
          <h2>Nearest words</h2>
          <ol class="near-words">
            {solution.words.map((word) => (
              <li key={word.text} data-given={word.given || undefined}>
                <Cosine value={word.cosine} />
                <span>{word.text}</span>
                {word.given && <span class="small quiet">you typed it</span>}
              </li>
            ))}
          </ol>
          <p class="small quiet">
            Of the {solution.words_compared} words and phrases in the {solution.passages_read} passages around the
            result.
          </p>
        </section>
        <section class="card stack">
          <h2>Nearest passages</h2>
          <Passages hits={solution.hits.slice(0, 4)} label="Passages near the result" collection={collection} />
        </section>
      </div>
      <details>
        <summary>How far can this be trusted?</summary>
        <p>
          Roughly. Each term becomes a vector; the vectors are added and subtracted, and the result, scaled to length 1,
          is compared with words and passages. The trick became famous with vectors of single words. This model was
          trained to compare whole texts, not to be added up, so a good neighbour is a pleasant surprise and no law. The
          sum was {shown(solution.length)} long before it was scaled; the shorter, the more the terms cancelled each
          other out.
        </p>
      </details>
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { type Explained as Explanations, explain } from "../../client/explain";
import { useCollection } from "../../collection";
import { address, go, useAddress } from "../../router";
import { Failure } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import { Explained } from "./Explained";
import { MOST, QuestionForm } from "./QuestionForm";
import { Questions } from "./Questions";
import "./chart.css";
import "./verdict.css";
import "./why.css";

const DEFAULT_K = 10;

/** Why this passage, and why not that document: `/why?question=&collection=&k=&document=`, and `part=2` of several. */
export default function Why() {
  const { searchParams } = useAddress();
  const collection = useCollection();
  const question = searchParams.get("question") ?? "";
  const k = wholeBetween(searchParams.get("k"), 1, MOST) ?? DEFAULT_K;
  const document = searchParams.get("document") ?? "";
  const part = wholeBetween(searchParams.get("part"), 1, MOST) ?? 1;
  const { explanation, error, busy } = useExplanation(question, collection, k, document);
  const shown = explanation?.parts[part - 1] ?? explanation?.parts[0] ?? explanation;
  const here = { question, collection, k, document, part: part > 1 ? part : null };
  const move = (changed: Partial<typeof here>) => go(address("/why", { ...here, ...changed }));
  return (
    <div class="why">
      <header>
        <h1>Why this, why not that?</h1>
        <p class="lead quiet">
          Every answer begins with passages that are searched, sorted out and read. Here you see how each of them rose
          or fell on the way, and what became of a document that you expected.
        </p>
      </header>
      <div>
        <QuestionForm
          question={question}
          k={k}
          busy={busy}
          onAsk={(asked, limit) =>
            move({ question: asked, k: limit, ...(asked === question ? {} : { document: "", part: null }) })
          }
        />
        <div class="why-busy" aria-live="polite">
          {busy && (
            <Progress label={document ? "Running every stage, and trying changes …" : "Running every stage …"} />
          )}
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      {explanation && explanation.parts.length > 0 && (
        <Questions parts={explanation.parts} shown={shown} to={(part) => address("/why", { ...here, part })} />
      )}
      {shown && (
        <Explained
          key={shown.question}
          explanation={shown}
          collection={collection}
          asked={document}
          busy={busy}
          onMissed={(missed) => move({ document: missed })}
        />
      )}
    </div>
  );
}

interface Loaded {
  explanation: Explanations | null;
  error: unknown;
  busy: boolean;
}

/** The explanation of what the address asks; the one before stays until the next is there. */
function useExplanation(question: string, collection: string, k: number, document: string): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ explanation: null, error: null, busy: false });
  useEffect(() => {
    if (!question) return setLoaded({ explanation: null, error: null, busy: false });
    const gone = new AbortController();
    const wanted = { question, collection, k, ...(document ? { document } : {}) };
    setLoaded(({ explanation }) => ({ explanation, error: null, busy: true }));
    explain(wanted, { signal: gone.signal }).then(
      (explanation) => setLoaded({ explanation, error: null, busy: false }),
      (error) => gone.signal.aborted || setLoaded({ explanation: null, error, busy: false }),
    );
    return () => gone.abort();
  }, [question, collection, k, document]);
  return loaded;
}

function wholeBetween(said: string | null, least: number, most: number): number | null {
  const number = Number(said);
  return said && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

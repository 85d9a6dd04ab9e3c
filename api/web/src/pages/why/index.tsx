import { useEffect, useState } from "preact/hooks";
import { type Explanation, explain } from "../../client/explain";
import { useCollection } from "../../collection";
import { address, go, useAddress } from "../../router";
import { Failure } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import { Explained } from "./Explained";
import { MOST, QuestionForm } from "./QuestionForm";
import "./chart.css";
import "./verdict.css";
import "./why.css";

const DEFAULT_K = 10;

/** Why this passage, and why not that document: `/why?question=&collection=&k=&document=`. */
export default function Why() {
  const { searchParams } = useAddress();
  const collection = useCollection();
  const question = searchParams.get("question") ?? "";
  const k = wholeBetween(searchParams.get("k"), 1, MOST) ?? DEFAULT_K;
  const document = searchParams.get("document") ?? "";
  const { explanation, error, busy } = useExplanation(question, collection, k, document);
  const move = (changed: { question?: string; k?: number; document?: string }) =>
    go(address("/why", { question, collection, k, document, ...changed }));
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
          onAsk={(asked, limit) => move({ question: asked, k: limit, document: asked === question ? document : "" })}
        />
        <div class="why-busy" aria-live="polite">
          {busy && (
            <Progress label={document ? "Running every stage, and trying changes …" : "Running every stage …"} />
          )}
        </div>
      </div>
      {error !== null && <Failure error={error} />}
      {explanation && (
        <Explained
          explanation={explanation}
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
  explanation: Explanation | null;
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

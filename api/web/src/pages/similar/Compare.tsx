import { useId, useState } from "preact/hooks";
import { compare, nearest } from "../../client/similar";
import { useCollection } from "../../collection";
import { HeatLegend, HeatMap } from "../../nearness/HeatMap";
import { useLive } from "../../nearness/live";
import { Passages } from "../../nearness/Passages";
import { shortened, shown } from "../../nearness/words";
import { address, go } from "../../router";
import { Failure, Notice } from "../../ui/Notice";
import { extremes, linesOf, MOST_TEXTS } from "./lines";

interface Props {
  text: string;
  onText: (text: string) => void;
  onPair: (pair: [string, string]) => void;
}

/** Texts, one a line; the cosine of each pair; and the passages nearest to one of them. */
export function Compare({ text, onText, onPair }: Props) {
  const field = useId();
  const texts = linesOf(text);
  const compared = texts.slice(0, MOST_TEXTS);
  const { reply, error, busy } = useLive(compared.length > 1 ? JSON.stringify(compared) : "", async (signal) => ({
    texts: compared,
    matrix: await compare(compared, { signal }),
  }));
  const explain = (a: number, b: number) => {
    onPair([reply?.texts[a] ?? "", reply?.texts[b] ?? ""]);
    go(address("/similar", { view: "explain" }));
  };
  return (
    <>
      <div class="compare">
        <div class="field">
          <label for={field}>Texts, one a line</label>
          <textarea id={field} rows={9} value={text} onInput={(event) => onText(event.currentTarget.value)} />
          <p class="small quiet">Words, phrases or sentences; up to {MOST_TEXTS}.</p>
        </div>
        <section class="stack" aria-label="How near they are" aria-busy={busy}>
          {texts.length > MOST_TEXTS && <Notice kind="warn">Only the first {MOST_TEXTS} are compared.</Notice>}
          {compared.length < 2 && <p class="quiet">Two texts or more can be compared.</p>}
          {error !== null && <Failure error={error} />}
          {reply && (
            <>
              <HeatMap texts={reply.texts} matrix={reply.matrix} onPair={explain} />
              <HeatLegend />
              <Summary texts={reply.texts} matrix={reply.matrix} />
            </>
          )}
        </section>
      </div>
      {compared.length > 0 && <Neighbours texts={compared} />}
    </>
  );
}

function Summary({ texts, matrix }: { texts: string[]; matrix: number[][] }) {
  const { nearest: near, farthest: far } = extremes(matrix);
  const name = (place: number) => `“${shortened(texts[place] ?? "", 40)}”`;
  return (
    <p aria-live="polite">
      Nearest are {name(near.a)} and {name(near.b)} with {shown(near.cosine)}, farthest {name(far.a)} and {name(far.b)}{" "}
      with {shown(far.cosine)}. <span class="quiet">Choose a number to see what carries it.</span>
    </p>
  );
}

function Neighbours({ texts }: { texts: string[] }) {
  const collection = useCollection();
  const field = useId();
  const [chosen, setChosen] = useState(0);
  const text = texts[chosen] ?? texts[0] ?? "";
  const { reply, error, busy } = useLive(JSON.stringify([text, collection]), async (signal) => ({
    text,
    hits: await nearest(text, collection, 5, { signal }),
  }));
  return (
    <section class="card stack" aria-busy={busy}>
      <div>
        <h2>Nearest in your documents</h2>
        <p class="quiet">
          The same comparison with every passage of the collection {collection}. By meaning alone: the words need not be
          the same.
        </p>
      </div>
      <div class="row">
        <label for={field} class="small">
          Passages near
        </label>
        <select id={field} value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          {texts.map((each, place) => (
            <option key={place} value={place}>
              {shortened(each, 50)}
            </option>
          ))}
        </select>
      </div>
      {error !== null && <Failure error={error} />}
      {reply && <Passages hits={reply.hits} label={`Passages near ${reply.text}`} collection={collection} />}
    </section>
  );
}

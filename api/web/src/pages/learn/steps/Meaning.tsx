import { useId, useState } from "preact/hooks";
import { compare } from "../../../client/similar";
import { HeatLegend, HeatMap } from "../../../nearness/HeatMap";
import { useLive } from "../../../nearness/live";
import { Link } from "../../../ui/Link";
import { Failure } from "../../../ui/Notice";

const WORDS = ["book", "novel", "library", "bookworm", "worm", "earthworm"].join("\n");
const MOST = 10;

/** A few words compared, each with each. */
export function Meaning() {
  const field = useId();
  const [words, setWords] = useState(WORDS);
  const texts = words
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, MOST);
  const { reply, error, busy } = useLive(texts.length > 1 ? JSON.stringify(texts) : "", async (signal) => ({
    texts,
    matrix: await compare(texts, { signal }),
  }));
  return (
    <>
      <p>
        Two vectors can be compared: multiply them number by number and add up. The result is called the <em>cosine</em>
        . It is 1 when both point the same way, and near 0 when the texts have nothing to do with each other. The model
        learned its vectors from a billion pairs of texts that belong together, until those came out near.
      </p>
      <div class="card compare-words" aria-busy={busy}>
        <div class="field">
          <label for={field}>Words or sentences, one a line</label>
          <textarea id={field} rows={8} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        </div>
        <div class="stack">
          {error !== null && <Failure error={error} />}
          {reply && (
            <>
              <HeatMap texts={reply.texts} matrix={reply.matrix} />
              <HeatLegend />
            </>
          )}
        </div>
      </div>
      <p>
        <em>book</em> is near <em>novel</em>, <em>worm</em> is near <em>earthworm</em>, and the two families lie apart.
        The <em>bookworm</em> sits between them, nearer to the worm, though most bookworms are people: the model sees
        the two pieces of the first step. Which words carry a similarity, and what <em>book + worm</em> comes to, shows
        the page <Link to="/similar">Similarity</Link>.
      </p>
    </>
  );
}

import { useId } from "preact/hooks";
import { cut, embed, type Tokens } from "../../client/similar";
import { useLive } from "../../nearness/live";
import { TokenChips } from "../../nearness/TokenChips";
import { largest, VectorLegend, VectorStrip } from "../../nearness/VectorStrip";
import { inWords, shortened, shown } from "../../nearness/words";
import { Failure } from "../../ui/Notice";
import { dot } from "../../nearness/vectors";

interface Props {
  texts: [string, string];
  onTexts: (texts: [string, string]) => void;
}

/** A text in tokens and as a vector, and the vector of another one below it. */
export function Inside({ texts, onTexts }: Props) {
  const [first, second] = texts;
  const tokens = useLive(first && JSON.stringify(first), async (signal) => ({
    text: first,
    cut: await cut(first, { signal }),
  }));
  const wanted = texts.filter(Boolean);
  const vectors = useLive(wanted.length ? JSON.stringify(wanted) : "", async (signal) => ({
    texts: wanted,
    vectors: (await embed(wanted, { signal })).vectors,
  }));
  return (
    <>
      <div class="pair">
        <Line label="A text" value={first} onValue={(text) => onTexts([text, second])} />
        <Line label="Another one, to compare" value={second} onValue={(text) => onTexts([first, text])} />
      </div>
      <section class="card stack" aria-busy={tokens.busy} aria-live="polite">
        <h2>Its tokens</h2>
        {tokens.error !== null && <Failure error={tokens.error} />}
        {tokens.reply && <Cut text={tokens.reply.text} tokens={tokens.reply.cut} />}
      </section>
      <section class="card stack" aria-busy={vectors.busy}>
        <h2>Its vector</h2>
        {vectors.error !== null && <Failure error={vectors.error} />}
        {vectors.reply && <Strips texts={vectors.reply.texts} vectors={vectors.reply.vectors} />}
      </section>
    </>
  );
}

function Line({ label, value, onValue }: { label: string; value: string; onValue: (text: string) => void }) {
  const field = useId();
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <input id={field} value={value} maxLength={4000} onInput={(event) => onValue(event.currentTarget.value)} />
    </div>
  );
}

function Cut({ text, tokens }: { text: string; tokens: Tokens }) {
  return (
    <>
      <TokenChips text={text} tokens={tokens.tokens} />
      <p class="small quiet">
        {tokens.count} tokens; the model reads up to {tokens.max_tokens}. The number is the token's place in the
        vocabulary. <code>##</code> goes on with the word before it, dashed boxes are added by the model,{" "}
        <code>[UNK]</code> is what the vocabulary cannot spell: what stood there is lost.
      </p>
    </>
  );
}

function Strips({ texts, vectors }: { texts: string[]; vectors: number[][] }) {
  const most = largest(vectors);
  const [one, two] = vectors;
  return (
    <>
      {vectors.map((vector, place) => (
        <VectorStrip key={place} label={`“${shortened(texts[place] ?? "", 60)}”`} vector={vector} most={most} />
      ))}
      <VectorLegend most={most} />
      {one && two && (
        <p aria-live="polite">
          Multiplied number by number and added up, the two give <strong>{shown(dot(one, two))}</strong>:{" "}
          {inWords(dot(one, two))}. That sum is the cosine.
        </p>
      )}
      <p class="small quiet">
        No single number has a meaning that could be named. Meaning lies in the direction of the whole list, and
        directions can be compared.
      </p>
    </>
  );
}

import { useId, useState } from "preact/hooks";
import { explain, type Explanation } from "../../client/similar";
import { useLive } from "../../nearness/live";
import { SharedText } from "../../nearness/SharedText";
import { inWords, shown } from "../../nearness/words";
import { Failure } from "../../ui/Notice";
import { linkedTo, mostOf, type Pointed, said } from "./links";
import { Sentences } from "./Sentences";
import { ShareTable } from "./ShareTable";

interface Props {
  pair: [string, string];
  onPair: (pair: [string, string]) => void;
}

/** Two texts, their cosine, and what each word and sentence gives to it. */
export function Explain({ pair, onPair }: Props) {
  const [a, b] = pair;
  const asked = a.trim() && b.trim() ? JSON.stringify(pair) : "";
  const { reply, error, busy } = useLive(asked, async (signal) => ({
    texts: pair,
    explanation: await explain(a, b, { signal }),
  }));
  return (
    <>
      <div class="pair">
        <Text label="First text" value={a} onValue={(text) => onPair([text, b])} />
        <Text label="Second text" value={b} onValue={(text) => onPair([a, text])} />
      </div>
      {error !== null && <Failure error={error} />}
      <div aria-busy={busy}>{reply && <Explained texts={reply.texts} explanation={reply.explanation} />}</div>
    </>
  );
}

function Text({ label, value, onValue }: { label: string; value: string; onValue: (text: string) => void }) {
  const field = useId();
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <textarea
        id={field}
        rows={3}
        maxLength={4000}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

function Explained({ texts, explanation }: { texts: [string, string]; explanation: Explanation }) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const most = mostOf(explanation);
  const point = (side: "a" | "b") => (place: number | null) => setPointed(place === null ? null : { side, place });
  return (
    <section class="card stack" aria-label="What carries the similarity">
      <p class="likeness" aria-live="polite">
        <strong>{shown(explanation.cosine)}</strong> {inWords(explanation.cosine)}
      </p>
      <div class="pair">
        {(["a", "b"] as const).map((side, number) => (
          <div class="stack" key={side}>
            <SharedText
              label={`${number === 0 ? "First" : "Second"} text by share; arrow keys move`}
              text={texts[number] ?? ""}
              side={explanation[side]}
              most={most}
              linked={linkedTo(explanation, pointed, side)}
              onPoint={point(side)}
            />
            <Sentences text={texts[number] ?? ""} sentences={explanation[side].sentences} cosine={explanation.cosine} />
          </div>
        ))}
      </div>
      <p class="small pointed" aria-live="polite">
        {pointed
          ? said(explanation, pointed)
          : "Point at a word: what it gives, and which words of the other text it meets."}
      </p>
      <HowItWorks />
      <details>
        <summary>The shares as tables</summary>
        <div class="pair">
          <ShareTable caption="First text" side={explanation.a} />
          <ShareTable caption="Second text" side={explanation.b} />
        </div>
      </details>
    </section>
  );
}

function HowItWorks() {
  return (
    <details>
      <summary>How is this calculated?</summary>
      <p>
        The vector of a text is the average of one vector for each of its tokens. So the number above is a sum over all
        pairs of tokens, one of each text, and each token's share of that sum is exact: the shares of a text, those of
        the two marks that the model adds included, make up the number. The stronger the colour, the larger the share;
        orange draws the texts apart.
      </p>
      <p>
        What a share does not say: each token has read its whole text, so without a word the others would look different
        too. For sentences that is tried out: “without it” is the number after the sentence was taken away. For words it
        was measured: without the three words of highest share the number falls about six times as much as without three
        words at random.
      </p>
    </details>
  );
}

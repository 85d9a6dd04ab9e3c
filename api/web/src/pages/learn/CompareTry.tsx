import { useState } from "preact/hooks";
import { compare } from "../../client/similar";
import { Cosine } from "../../nearness/Cosine";
import { useLive } from "../../nearness/live";
import { Failure } from "../../ui/Notice";
import { Line } from "./Line";

interface Props {
  title: string;
  about: string;
  first: string;
  others: string[];
  examples?: string[];
}

/** A text, and how near some others are to it; the first can be changed. */
export function CompareTry({ title, about, first, others, examples }: Props) {
  const [text, setText] = useState(first);
  const { reply, error, busy } = useLive(text.trim() ? JSON.stringify([text, ...others]) : "", (signal) =>
    compare([text, ...others], { signal }),
  );
  return (
    <section class="card stack try">
      <h3>{title}</h3>
      <p class="no-margin">{about}</p>
      <Line label="Compare" value={text} onValue={setText} examples={examples} />
      {error !== null && <Failure error={error} />}
      <ul class="tried" aria-busy={busy} aria-live="polite">
        {others.map((other, place) => (
          <li key={other}>
            <Cosine value={reply?.[0]?.[place + 1] ?? 0} /> {other}
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { Effect } from "./threshold";

interface Part {
  label: string;
  count: number;
  tone: "good" | "bad" | "quiet";
}

/** What a threshold does with both kinds of questions, as two bars of parts. */
export function EffectBars({ effect }: { effect: Effect }) {
  return (
    <div class="effects" role="status">
      <Bar
        title="Questions that the documents answer"
        parts={[
          { label: "right", count: effect.right, tone: "good" },
          { label: "wrong", count: effect.wrong, tone: "bad" },
          { label: "withheld", count: effect.withheld, tone: "quiet" },
        ]}
      />
      <Bar
        title="Questions without an answer"
        parts={[
          { label: "rightly refused", count: effect.refused, tone: "good" },
          { label: "answered all the same", count: effect.answered, tone: "bad" },
        ]}
      />
    </div>
  );
}

/** The drawing repeats the words below it. */
function Bar({ title, parts }: { title: string; parts: Part[] }) {
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  if (all === 0) return null;
  let from = 0;
  const placed = parts.map((part) => {
    const start = from;
    from += part.count;
    return { ...part, start };
  });
  return (
    <div class="effect">
      <p class="small">
        <strong>{title}</strong> <span class="quiet">({all})</span>
      </p>
      <svg viewBox={`0 0 ${all} 1`} preserveAspectRatio="none" aria-hidden="true">
        {placed.map(({ label, start, count, tone }) => (
          <rect key={label} data-tone={tone} x={start} width={count} height={1} />
        ))}
      </svg>
      <ul class="small">
        {parts.map(({ label, count, tone }) => (
          <li key={label} data-tone={tone}>
            <strong>{count}</strong> {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

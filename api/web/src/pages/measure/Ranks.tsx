import { type Bar, Histogram } from "../../charts/Histogram";
import { percent } from "../../charts/scales";
import type { Row } from "../../client/evaluations";

const GROUPS: readonly (readonly [string, number, number])[] = [
  ["1", 1, 1],
  ["2", 2, 2],
  ["3", 3, 3],
  ["4–5", 4, 5],
  ["6–10", 6, 10],
  ["later", 11, Number.POSITIVE_INFINITY],
];

/** At which place search put the right document, over the questions whose document is known. */
export function Ranks({ rows }: { rows: readonly Row[] }) {
  const bars = rankBars(rows);
  const known = bars.reduce((sum, bar) => sum + bar.count, 0);
  const first = bars[0]?.count ?? 0;
  return (
    <Histogram
      title="Where the right document stands"
      summary={`Of ${known} questions whose document is known, ${first} have it in the first place.`}
      help={`${percent(known ? first / known : null)} of the ${known} questions whose document is known have it in the first place. What is not found cannot be answered.`}
      labelX="place among the documents found"
      labelY="questions"
      bars={bars}
    />
  );
}

/** Questions by the place of their document; only those with a known document count. */
export function rankBars(rows: readonly Row[]): Bar[] {
  const known = rows.filter((row) => row.hit_1 !== null);
  const bars: Bar[] = GROUPS.map(([label, from, to]) => ({
    label,
    count: known.filter(({ rank }) => rank != null && from <= rank && rank <= to).length,
  }));
  return [...bars, { label: "none", count: known.filter(({ rank }) => rank == null).length, tone: "bad" }];
}

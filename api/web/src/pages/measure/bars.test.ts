import { expect, it } from "vitest";
import type { Row } from "../../client/evaluations";
import { timeBars } from "./Latencies";
import { rankBars } from "./Ranks";

const counts = (bars: { label: string; count: number }[]) => bars.map(({ label, count }) => `${label}: ${count}`);

it("counts questions by the place of their document, those without a known document left out", () => {
  const rows = [
    { hit_1: 1, rank: 1 },
    { hit_1: 0, rank: 5 },
    { hit_1: 0, rank: 11 },
    { hit_1: 0, rank: null },
    { hit_1: null, rank: null },
  ] as Row[];
  expect(counts(rankBars(rows))).toEqual(["1: 1", "2: 0", "3: 0", "4–5: 1", "6–10: 0", "later: 1", "none: 1"]);
});

it("puts times into steps named by their upper end, from the first that is needed", () => {
  expect(counts(timeBars([120, 200, 201, 390, 760]))).toEqual([
    "200: 2",
    "300: 1",
    "400: 1",
    "500: 0",
    "600: 0",
    "700: 0",
    "800: 1",
  ]);
});

it("has every time in one bar, whatever the times are", () => {
  for (const times of [[], [0.4], [3, 3, 3], [0.01, 5000]]) {
    expect(timeBars(times).reduce((sum, bar) => sum + bar.count, 0)).toBe(times.length);
  }
});

import { Histogram } from "../../charts/Histogram";
import { ticks } from "../../charts/scales";
import type { Latency, Row } from "../../client/evaluations";

/** How long answers take, question by question. */
export function Latencies({ rows, ask }: { rows: readonly Row[]; ask: Latency }) {
  const told = `Half of the questions were answered within ${ms(ask.p50)}, 95 % within ${ms(ask.p95)}, 99 % within ${ms(ask.p99)}.`;
  return (
    <Histogram
      title="How long an answer takes"
      summary={told}
      help={told}
      labelX="up to so many milliseconds"
      labelY="questions"
      bars={timeBars(rows.map((row) => row.ask_ms))}
    />
  );
}

/** Times in about eight steps of equal, round width; each bar is named by its upper end. */
export function timeBars(times: readonly number[]): { label: string; count: number }[] {
  const [, step = 1] = ticks([0, Math.max(1, ...times)], 8);
  const places = times.map((time) => Math.max(1, Math.ceil(time / step)));
  const first = Math.min(...places);
  return Array.from({ length: Math.max(0, Math.max(...places) - first + 1) }, (_, offset) => ({
    label: String(Math.round((first + offset) * step)),
    count: places.filter((place) => place === first + offset).length,
  }));
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

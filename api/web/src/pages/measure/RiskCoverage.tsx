import { Axes } from "../../charts/Axes";
import { Chart } from "../../charts/Chart";
import { decimal, linear, path, percent } from "../../charts/scales";
import type { RiskPoint } from "./threshold";

interface Props {
  points: readonly RiskPoint[];
  threshold: number;
  /** The share of wrong answers at that threshold; null when none is given. */
  rate: number | null;
}

const WIDTH = 440;
const MOST_ROWS = 25;
const x = linear([0, 1], [52, WIDTH - 16]);
const Y_RANGE = [310, 40] as const;

/** How many answers are wrong, the more of them are given; the mark is the threshold. */
export function RiskCoverage({ points, threshold, rate }: Props) {
  const y = linear([0, Math.min(1, Math.max(0.2, ...points.map((point) => point.risk)) * 1.1)], Y_RANGE);
  const here = points.findLast((point) => point.threshold >= threshold);
  const coverage = here?.coverage ?? 0;
  const told = `At a threshold of ${decimal(threshold)}, ${percent(coverage)} of all questions are answered, and ${rate === null ? "none is wrong" : `${percent(rate)} of the answers are wrong`}.`;
  return (
    <Chart
      title="Risk and coverage"
      summary={told}
      help="To the left only the surest answers are given, to the right all of them."
      width={WIDTH}
      height={356}
      data={{ columns: ["threshold", "questions answered", "answers", "wrong", "share wrong"], rows: table(points) }}
    >
      <Axes x={x} y={y} labelX="questions answered" labelY="answers wrong" formatX={percent} formatY={percent} />
      <path class="line" d={path(points.map((point) => [x(point.coverage), y(point.risk)]))} />
      <line class="here" x1={x(coverage)} x2={x(coverage)} y1={Y_RANGE[0]} y2={Y_RANGE[1]} />
      {here && <circle class="dot" data-tone="bad" cx={x(coverage)} cy={y(here.risk)} r={6} />}
      <text
        class="value"
        x={x(coverage) + (coverage > 0.6 ? -8 : 8)}
        y={Y_RANGE[1] + 4}
        text-anchor={coverage > 0.6 ? "end" : "start"}
      >
        threshold {decimal(threshold)}
      </text>
    </Chart>
  );
}

/** The curve in some twenty lines, its ends among them. */
function table(points: readonly RiskPoint[]): string[][] {
  const step = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  return points
    .filter((_, place) => place % step === 0 || place === points.length - 1)
    .map(({ threshold, coverage, answers, wrong, risk }) => [
      decimal(threshold),
      percent(coverage),
      String(answers),
      String(wrong),
      percent(risk),
    ]);
}

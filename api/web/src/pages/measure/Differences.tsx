import { Chart } from "../../charts/Chart";
import { linear, ticks } from "../../charts/scales";
import type { Difference } from "../../client/evaluations";
import { FIGURES, wordsOf } from "./figures";

const WIDTH = 440;
const LEFT = 182;
const TOP = 34;
const STEP = 26;
const SHOWN = ["right", "precision", "coverage", "unanswerable_answered", "hit@1", "hit@5", "calibration_error"];

interface Moved {
  name: string;
  difference: number;
  low: number;
  high: number;
  tone: "good" | "bad" | "quiet";
}

/** Differences as dots with their intervals: one that does not touch zero is more than chance. */
export function Differences({ figures }: { figures: Record<string, Difference> }) {
  const moved = SHOWN.map((name) => moveOf(name, figures[name])).filter((one) => one !== null);
  const reach = Math.max(0.05, ...moved.map(({ low, high }) => Math.max(-low, high))) * 1.08;
  const x = linear([-reach, reach], [LEFT, WIDTH - 14]);
  const bottom = TOP + moved.length * STEP;
  const sure = moved.filter(({ tone }) => tone !== "quiet").map(({ name }) => wordsOf(name).label);
  return (
    <Chart
      title="Figures that moved"
      summary={sure.length ? `More than chance: ${sure.join(", ")}.` : "No figure moved by more than chance."}
      help="The dot is the difference, the line its 95 % interval. Where the line touches zero, chance alone may have done it; green is better, red is worse."
      width={WIDTH}
      height={bottom + 30}
      data={{ columns: ["figure", "before", "after", "difference", "95 % interval"], rows: table(figures) }}
    >
      {ticks([-reach, reach], 4).map((value) => (
        <g key={value}>
          <line class={value === 0 ? "axis" : "grid"} x1={x(value)} x2={x(value)} y1={TOP - 14} y2={bottom} />
          <text x={x(value)} y={bottom + 18} text-anchor="middle">
            {signed(value)}
          </text>
        </g>
      ))}
      {moved.map(({ name, difference, low, high, tone }, place) => (
        <g key={name} transform={`translate(0 ${TOP + place * STEP})`}>
          <text class="label" x={LEFT - 10} y={4} text-anchor="end">
            {wordsOf(name).label}
          </text>
          <line class="spread" data-tone={tone} x1={x(low)} x2={x(high)} y1={0} y2={0} />
          <circle class="dot" data-tone={tone} cx={x(difference)} cy={0} r={5.5} />
        </g>
      ))}
    </Chart>
  );
}

/** A figure's move; green or red only where the interval leaves zero out. */
function moveOf(name: string, figure: Difference | undefined): Moved | null {
  if (!figure || figure.difference === null || figure.low === null || figure.high === null) return null;
  const { difference, low, high } = figure;
  const sure = low > 0 || high < 0;
  const better = difference > 0 !== (wordsOf(name).less ?? false);
  return { name, difference, low, high, tone: sure ? (better ? "good" : "bad") : "quiet" };
}

function table(figures: Record<string, Difference>): string[][] {
  return Object.keys(FIGURES)
    .filter((name) => figures[name]?.difference != null)
    .map((name) => {
      const { before, after, difference, low, high } = figures[name] as Difference;
      return [
        wordsOf(name).label,
        number(before),
        number(after),
        signed(difference, 3),
        `${signed(low, 3)} to ${signed(high, 3)}`,
      ];
    });
}

function number(value: number | null): string {
  return value === null ? "–" : value.toFixed(3);
}

function signed(value: number | null, digits = 2): string {
  if (value === null) return "–";
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(digits)}`;
}

import { Axes } from "./Axes";
import { Chart } from "./Chart";
import { linear, percent } from "./scales";

export interface Bar {
  label: string;
  count: number;
  tone?: "plain" | "warn" | "bad";
}

interface Props {
  title: string;
  summary: string;
  help?: string;
  labelX: string;
  labelY: string;
  bars: Bar[];
}

const WIDTH = 440;
const HEIGHT = 270;
const GAP = 0.18;

/** Counts as columns, each with its number above. */
export function Histogram({ title, summary, help, labelX, labelY, bars }: Props) {
  const x = linear([0, bars.length], [44, WIDTH - 10]);
  const y = linear([0, Math.max(1, ...bars.map((bar) => bar.count)) * 1.12], [HEIGHT - 50, 32]);
  const all = bars.reduce((sum, bar) => sum + bar.count, 0) || 1;
  const rows = bars.map((bar) => [bar.label, String(bar.count), percent(bar.count / all)]);
  return (
    <Chart
      title={title}
      summary={summary}
      help={help}
      width={WIDTH}
      height={HEIGHT}
      data={{ columns: [labelX, labelY, "share"], rows }}
    >
      <Axes x={x} y={y} labelX={labelX} labelY={labelY} ticksX={[]} countY={4} />
      {bars.map((bar, place) => (
        <g key={bar.label}>
          <rect
            class="bar"
            data-tone={bar.tone ?? "plain"}
            x={x(place + GAP / 2)}
            width={x(1 - GAP) - x(0)}
            y={y(bar.count)}
            height={y(0) - y(bar.count)}
            rx={2}
          />
          {bar.count > 0 && (
            <text class="value" x={x(place + 0.5)} y={y(bar.count) - 5} text-anchor="middle">
              {bar.count}
            </text>
          )}
          <text x={x(place + 0.5)} y={y(0) + 18} text-anchor="middle">
            {bar.label}
          </text>
        </g>
      ))}
    </Chart>
  );
}

// The lines and numbers that a picture is read by.
import { type Scale, ticks } from "./scales";

interface Props {
  x: Scale;
  y: Scale;
  labelX: string;
  labelY: string;
  formatX?: (value: number) => string;
  formatY?: (value: number) => string;
  /** Where the numbers stand below; by default at round values, with `[]` nowhere. */
  ticksX?: number[];
  countY?: number;
}

/** Both axes: a grid line for each number upwards, the names at the ends. */
export function Axes({ x, y, labelX, labelY, formatX = String, formatY = String, ticksX, countY = 5 }: Props) {
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  return (
    <g class="axes">
      {ticks(y.domain, countY).map((value) => (
        <g key={value}>
          <line class="grid" x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text x={left - 8} y={y(value) + 4} text-anchor="end">
            {formatY(value)}
          </text>
        </g>
      ))}
      {(ticksX ?? ticks(x.domain)).map((value) => (
        <text key={value} x={x(value)} y={bottom + 18} text-anchor="middle">
          {formatX(value)}
        </text>
      ))}
      <line class="axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      <text class="label" x={(left + right) / 2} y={bottom + 38} text-anchor="middle">
        {labelX}
      </text>
      <text class="label" x={4} y={top - 12}>
        {labelY}
      </text>
    </g>
  );
}

import { Axes } from "../../charts/Axes";
import { Chart } from "../../charts/Chart";
import { decimal, linear, path, percent } from "../../charts/scales";
import type { ReliabilityBin } from "../../client/evaluations";

interface Props {
  bins: ReliabilityBin[];
  /** The expected calibration error. */
  error: number | null;
}

const WIDTH = 440;
const x = linear([0, 1], [52, WIDTH - 16]);
const y = linear([0, 1], [310, 40]);

/** Does 0.9 mean nine in ten? A dot for each tenth of confidence, larger for more answers; on the line it does. */
export function Reliability({ bins, error }: Props) {
  const answers = bins.reduce((sum, bin) => sum + bin.count, 0);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const rows = bins.map((bin) => [
    `${percent(bin.low)} to ${percent(bin.high)}`,
    String(bin.count),
    percent(bin.confidence),
    percent(bin.right),
  ]);
  const told = `${answers} answers given. Expected calibration error ${decimal(error)}.`;
  return (
    <Chart
      title="Does the confidence keep its word?"
      summary={`${told} ${bins.map((bin) => `Confidence ${percent(bin.confidence)}: ${percent(bin.right)} right, of ${bin.count}.`).join(" ")}`}
      help={`${told} On the dashed line, nine in ten answers given with 90 % are right. Above it, the service is too modest; below it, too sure.`}
      width={WIDTH}
      height={356}
      data={{ columns: ["confidence", "answers", "mean confidence", "right"], rows }}
    >
      <Axes x={x} y={y} labelX="confidence" labelY="share right" formatX={percent} formatY={percent} />
      <path class="ideal" d={path([0, 1].map((end) => [x(end), y(end)]))} />
      <path class="line" d={path(bins.map((bin) => [x(bin.confidence), y(bin.right)]))} />
      {bins.map((bin) => (
        <g key={bin.low}>
          <circle class="dot" cx={x(bin.confidence)} cy={y(bin.right)} r={5 + 8 * Math.sqrt(bin.count / most)} />
          <text class="count" x={x(bin.confidence)} y={y(bin.right) + 4} text-anchor="middle">
            {bin.count}
          </text>
        </g>
      ))}
    </Chart>
  );
}

// One run: its figures, then the pictures, from what can be changed at once to where the work lies.
import type { Run } from "../../client/evaluations";
import { Headlines } from "./Headlines";
import { Kinds } from "./Kinds";
import { Latencies } from "./Latencies";
import { Losses } from "./Losses";
import { Ranks } from "./Ranks";
import { Reliability } from "./Reliability";
import { Threshold } from "./Threshold";

export function RunView({ run }: { run: Run }) {
  const { rows, figures, reliability, by_kind, ask_ms, conditions } = run.run;
  return (
    <>
      <Headlines figures={figures} questions={run.questions} />
      <Threshold id={run.id} rows={rows} asked={conditions?.threshold ?? null} />
      <div class="side-by-side">
        <div class="card">
          <Reliability bins={reliability} error={figures.calibration_error?.value ?? null} />
        </div>
        <div class="card">
          <Ranks rows={rows} />
        </div>
      </div>
      <Losses rows={rows} />
      <div class="side-by-side">
        <div class="card">
          <Latencies rows={rows} ask={ask_ms} />
        </div>
        {Object.keys(by_kind).length > 0 && (
          <div class="card">
            <Kinds kinds={by_kind} />
          </div>
        )}
      </div>
    </>
  );
}

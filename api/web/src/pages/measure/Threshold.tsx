// How sure must an answer be? The curve of risk and coverage, a slider to try thresholds, and the one in use.
import { useId, useMemo, useState } from "preact/hooks";
import { decimal, percent } from "../../charts/scales";
import { getCalibration, type Row } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { Button } from "../../ui/Button";
import { Failure } from "../../ui/Notice";
import { Calibrate } from "./Calibrate";
import { EffectBars } from "./EffectBars";
import { useLoaded } from "./load";
import { RiskCoverage } from "./RiskCoverage";
import { effect, risk, riskCurve } from "./threshold";

interface Props {
  id: number;
  rows: readonly Row[];
  /** The threshold that the run was made with; null where it is not known. */
  asked: number | null;
}

export function Threshold({ id, rows, asked }: Props) {
  const collection = useCollection();
  const inUse = useLoaded((signal) => getCalibration(collection, { signal }), [collection]);
  const [tried, setTried] = useState<number | null>(null);
  const points = useMemo(() => riskCurve(rows), [rows]);
  const threshold = tried ?? inUse.data?.threshold ?? asked ?? 0;
  const brought = effect(rows, threshold);
  return (
    <section class="card threshold" aria-labelledby="threshold">
      <h2 id="threshold">How sure must an answer be?</h2>
      <p class="quiet">
        An answer is given when its confidence reaches the threshold; below, the service says that it does not know. A
        higher threshold means fewer wrong answers, and fewer answers.
      </p>
      <div class="side-by-side">
        <RiskCoverage points={points} threshold={threshold} rate={risk(brought)} />
        <div class="stack">
          <Slider value={threshold} inUse={inUse.data?.threshold ?? null} onChange={setTried} />
          <EffectBars effect={brought} />
          {inUse.error !== null && <Failure error={inUse.error} />}
          {inUse.data && <Calibrate run={id} inUse={inUse.data} onTry={setTried} onChange={inUse.set} />}
        </div>
      </div>
    </section>
  );
}

interface SliderProps {
  value: number;
  inUse: number | null;
  onChange: (value: number | null) => void;
}

function Slider({ value, inUse, onChange }: SliderProps) {
  const field = useId();
  return (
    <div class="field">
      <label for={field}>
        Try a threshold: <output for={field}>{decimal(value)}</output>
      </label>
      <input
        id={field}
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={value}
        aria-valuetext={`confidence of ${percent(value)}`}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <span class="row small quiet">
        {inUse !== null && `In use: ${decimal(inUse)}.`}
        {inUse !== null && Math.abs(inUse - value) > 0.005 && (
          <Button size="small" kind="quiet" onClick={() => onChange(null)}>
            Back to it
          </Button>
        )}
      </span>
    </div>
  );
}

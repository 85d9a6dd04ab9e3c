// Choosing the threshold by a run: say how many answers may be wrong, see what can be promised, use it.
import { useId, useState } from "preact/hooks";
import { decimal, percent } from "../../charts/scales";
import {
  type Calibration,
  chooseThreshold,
  forgetCalibration,
  getCalibration,
  type Trial,
} from "../../client/evaluations";
import { useCollection } from "../../collection";
import { Button } from "../../ui/Button";
import { Failure, Notice } from "../../ui/Notice";

interface Props {
  run: number;
  inUse: Calibration;
  /** A threshold to show what it would bring. */
  onTry: (threshold: number | null) => void;
  onChange: (inUse: Calibration) => void;
}

export function Calibrate({ run, inUse, onTry, onChange }: Props) {
  const collection = useCollection();
  const [allowed, setAllowed] = useState(10);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (action: () => Promise<void>) => {
    setError(null);
    try {
      await action();
    } catch (reason) {
      setError(reason);
    }
  };
  const choose = (how: { dry_run?: boolean; nearest?: boolean }) =>
    attempt(async () => {
      const found = await chooseThreshold(run, allowed / 100, collection, how);
      setTrial(found);
      onTry(found.stored ? null : (found.choice?.point.threshold ?? null));
      if (found.stored) onChange(await getCalibration(collection));
    });
  const forget = () =>
    attempt(async () => {
      await forgetCalibration(collection);
      setTrial(null);
      onTry(null);
      onChange(await getCalibration(collection));
    });
  return (
    <div class="calibrate stack">
      <InUse inUse={inUse} onForget={forget} />
      <Allowed value={allowed} onChange={setAllowed} onSubmit={() => choose({ dry_run: true })} />
      {error !== null && <Failure error={error} />}
      {trial && <Verdict trial={trial} allowed={allowed} onUse={() => choose({ nearest: true })} />}
    </div>
  );
}

function InUse({ inUse, onForget }: { inUse: Calibration; onForget: () => void }) {
  const { source, stored, built_in } = inUse;
  return (
    <div class="small quiet row">
      {source === "setting" &&
        "The setting RAG_ANSWER_THRESHOLD decides; a choice made here has no effect until it is gone."}
      {source === "built-in" && "The built-in threshold is in use: it was chosen on other documents than yours."}
      {source === "calibrated" &&
        stored &&
        `Chosen by ${stored.questions} questions, for at most ${percent(stored.max_wrong)} wrong answers.`}
      {stored && (
        <Button size="small" kind="quiet" onClick={onForget}>
          Back to the built-in {decimal(built_in)}
        </Button>
      )}
    </div>
  );
}

function Allowed({
  value,
  onChange,
  onSubmit,
}: {
  value: number;
  onChange: (value: number) => void;
  onSubmit: () => void;
}) {
  const field = useId();
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="field allowed" onSubmit={submit}>
      <label for={field}>Or say how many wrong answers you accept, in per cent of those given:</label>
      <div class="row">
        <input
          id={field}
          type="number"
          min={1}
          max={99}
          required
          value={value}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
        <Button type="submit">Find the threshold</Button>
      </div>
    </form>
  );
}

/** What the run can promise, in words, and the button that makes it so. */
function Verdict({ trial, allowed, onUse }: { trial: Trial; allowed: number; onUse: () => void }) {
  const { choice, questions, stored } = trial;
  if (!choice) return <Notice kind="warn">Not one answer of this run is right: no threshold helps.</Notice>;
  const { point, promised, at_most } = choice;
  if (stored) return <Notice kind="good">Done: the threshold is now {decimal(point.threshold)}, for everybody.</Notice>;
  return (
    <Notice kind={promised ? "good" : "warn"}>
      {promised ? (
        <p>
          With a threshold of <strong>{decimal(point.threshold)}</strong>, at most {allowed} % of the answers are wrong,
          with 95 % certainty for questions like these. Here {point.wrong} of {point.answers} were.
        </p>
      ) : (
        <p>
          At most {allowed} % cannot be promised by {questions} questions: they are too few, or too many answers are
          wrong. The nearest threshold is <strong>{decimal(point.threshold)}</strong>; it promises at most{" "}
          {percent(at_most)}. Here {point.wrong} of {point.answers} answers were wrong.
        </p>
      )}
      <Button size="small" onClick={onUse}>
        {promised ? "Use it" : "Use the nearest all the same"}
      </Button>
    </Notice>
  );
}

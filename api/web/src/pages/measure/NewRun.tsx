// Starting a run with a file of questions, and how far it is.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { cancelRun, type RunState, runState, startRun } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { Button } from "../../ui/Button";
import { Failure, Notice } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import { GoldForm } from "./GoldForm";

const LOOK_MILLISECONDS = 1000;

interface Props {
  /** Whether there is no run yet. */
  first: boolean;
  /** A run has been stored. */
  onDone: () => void;
}

export function NewRun({ first, onDone }: Props) {
  const collection = useCollection();
  const heading = useId();
  const [error, setError] = useState<unknown>(null);
  const { state, setState } = useRunState(collection, onDone, setError);
  const begin = async (gold: string, name: string) => {
    setError(null);
    try {
      setState(await startRun(gold, name, collection));
    } catch (reason) {
      setError(reason);
    }
  };
  const cancel = () => cancelRun(collection).then(setState, setError);
  return (
    <section class="card stack" aria-labelledby={heading}>
      <h2 id={heading}>{first ? "Measure for the first time" : "Measure again"}</h2>
      {first && <p class="quiet">There is no run of this collection yet. All it takes is a file of questions.</p>}
      {state?.state === "running" ? <Running state={state} onCancel={cancel} /> : <GoldForm onStart={begin} />}
      {state && <Ended state={state} />}
      {error !== null && <Failure error={error} />}
    </section>
  );
}

function Running({ state, onCancel }: { state: RunState; onCancel: () => void }) {
  const label = `“${state.name}”: ${state.done} of ${state.questions} questions asked`;
  return (
    <>
      <Progress label={label} share={state.questions ? state.done / state.questions : undefined} />
      <div class="row">
        <Button onClick={onCancel}>Cancel</Button>
        <span class="small quiet">It goes on when you leave this page.</span>
      </div>
    </>
  );
}

function Ended({ state }: { state: RunState }) {
  if (state.state === "failed") return <Notice kind="bad">The run failed: {state.reason}</Notice>;
  if (state.state === "cancelled") return <Notice>The run was cancelled; nothing of it is kept.</Notice>;
  return null;
}

/** The state of the newest run, looked at again and again while it goes on. */
function useRunState(collection: string, onDone: () => void, setError: (error: unknown) => void) {
  const [state, setState] = useState<RunState | null>(null);
  const told = useRef(onDone);
  told.current = onDone;
  const running = state?.state === "running";
  useEffect(() => {
    const leaving = new AbortController();
    const look = async () => {
      try {
        const now = await runState(collection, { signal: leaving.signal });
        setState(now);
        if (running && now.state === "done") told.current();
      } catch (reason) {
        if (!leaving.signal.aborted) setError(reason);
      }
    };
    if (!running) look();
    const timer = running ? setInterval(look, LOOK_MILLISECONDS) : undefined;
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [collection, running, setError]);
  return { state, setState };
}

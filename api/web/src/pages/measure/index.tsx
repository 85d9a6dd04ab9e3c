// Measure: how good the answers are, on questions whose answers are known.
import { useState } from "preact/hooks";
import { getRun, listRuns } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { useAddress } from "../../router";
import { Failure } from "../../ui/Notice";
import { Comparison } from "./Comparison";
import { useLoaded } from "./load";
import "./measure.css";
import { NewRun } from "./NewRun";
import { RunChoice } from "./RunChoice";
import { RunView } from "./RunView";

/** `?run=` is the run that is shown (default: the newest), `?against=` the one it is compared with. */
export default function Measure() {
  const collection = useCollection();
  const query = useAddress().searchParams;
  const [changes, setChanges] = useState(0);
  const runs = useLoaded((signal) => listRuns(collection, { signal }), [collection, changes]);
  const listed = runs.data?.evaluations ?? [];
  const chosen = listed.find((run) => run.id === Number(query.get("run"))) ?? listed[0];
  const against = listed.find((run) => run.id === Number(query.get("against")) && run.id !== chosen?.id);
  return (
    <div class="measure">
      <header>
        <h1>How good are the answers?</h1>
        <p class="lead quiet">
          Ask questions whose answers you know, and see how often the answer is right, how often it is withheld, and
          whether the confidence keeps its word.
        </p>
      </header>
      {runs.error !== null && <Failure error={runs.error} />}
      {chosen && (
        <RunChoice runs={listed} chosen={chosen} against={against} onDeleted={() => setChanges(changes + 1)} />
      )}
      {chosen && against && <Comparison key={`${against.id}-${chosen.id}`} before={against} after={chosen} />}
      {chosen && <ShownRun key={chosen.id} id={chosen.id} />}
      {runs.data && <NewRun first={!chosen} onDone={() => setChanges(changes + 1)} />}
    </div>
  );
}

function ShownRun({ id }: { id: number }) {
  const collection = useCollection();
  const { data, error } = useLoaded((signal) => getRun(id, collection, { signal }), [id, collection]);
  if (error !== null) return <Failure error={error} />;
  return data ? <RunView run={data} /> : <p class="quiet">Loading the run …</p>;
}

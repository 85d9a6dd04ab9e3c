// Which run is shown, and which one it is held against.
import { useId, useState } from "preact/hooks";
import { deleteRun, type RunSummary } from "../../client/evaluations";
import { useCollection } from "../../collection";
import { address, go } from "../../router";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Failure } from "../../ui/Notice";

interface Props {
  runs: RunSummary[];
  chosen: RunSummary;
  against: RunSummary | undefined;
  onDeleted: () => void;
}

export function RunChoice({ runs, chosen, against, onDeleted }: Props) {
  const [asking, setAsking] = useState(false);
  const show = (run: number, other: number | null) => go(address("/measure", { run, against: other }));
  return (
    <div class="run-choice card">
      <RunSelect label="Run" runs={runs} chosen={chosen.id} onChoose={(run) => show(run ?? chosen.id, null)} />
      <RunSelect
        label="Compared with"
        runs={runs.filter((run) => run.id !== chosen.id)}
        chosen={against?.id ?? null}
        none={runs.length > 1 ? "nothing" : "there is no other run yet"}
        onChoose={(other) => show(chosen.id, other)}
      />
      <Button kind="quiet" onClick={() => setAsking(true)}>
        Delete this run …
      </Button>
      {asking && <Deletion run={chosen} onClose={() => setAsking(false)} onDeleted={onDeleted} />}
    </div>
  );
}

interface SelectProps {
  label: string;
  runs: RunSummary[];
  chosen: number | null;
  /** The words for choosing none, where that is possible. */
  none?: string;
  onChoose: (id: number | null) => void;
}

function RunSelect({ label, runs, chosen, none, onChoose }: SelectProps) {
  const field = useId();
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <select
        id={field}
        value={chosen ?? ""}
        disabled={runs.length === 0}
        onChange={(event) => onChoose(Number(event.currentTarget.value) || null)}
      >
        {none && <option value="">{none}</option>}
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {describe(run)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Deletion({ run, onClose, onDeleted }: { run: RunSummary; onClose: () => void; onDeleted: () => void }) {
  const collection = useCollection();
  const [error, setError] = useState<unknown>(null);
  const forget = async () => {
    try {
      await deleteRun(run.id, collection);
      onClose();
      onDeleted();
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog title="Delete this run?" onClose={onClose}>
      <p>{describe(run)}: its figures and answers are forgotten. The documents stay as they are.</p>
      {error !== null && <Failure error={error} />}
      <div class="dialog-actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button kind="danger" onClick={forget}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}

/** A run in a line: its name, how many questions, when. */
export function describe({ name, questions, at }: RunSummary): string {
  const moment = new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return `${name} · ${questions} questions · ${moment}`;
}

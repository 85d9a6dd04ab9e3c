import { useState } from "preact/hooks";
import { deleteDocument, type DocumentRow, ON_ITS_WAY, reingestDocument } from "../../client/documents";
import { useCollection } from "../../collection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Failure } from "../../ui/Notice";
import { counted, fileName } from "./names";

interface Props {
  row: DocumentRow;
  /** One of many in a list. */
  quiet?: boolean;
  onChanged: () => void;
  onDeleted: () => void;
}

/** Read a document again, or delete it once that is confirmed. */
export function Actions({ row, quiet = false, onChanged, onDeleted }: Props) {
  const collection = useCollection();
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = row.title ?? fileName(row.uri);
  const readAgain = async () => {
    setError(null);
    try {
      await reingestDocument(row.id, collection);
      onChanged();
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <div class="actions">
      <div class="row">
        {canBeRead(row) && (
          <Button
            size="small"
            kind={quiet ? "quiet" : "plain"}
            disabled={ON_ITS_WAY.includes(row.state)}
            onClick={readAgain}
            aria-label={`Read ${name} again`}
          >
            Read again
          </Button>
        )}
        <Button
          size="small"
          kind={quiet ? "quiet" : "danger"}
          onClick={() => setAsks(true)}
          aria-label={`Delete ${name}`}
        >
          Delete …
        </Button>
      </div>
      {error !== null && <Failure error={error} />}
      {asks && <Confirmation row={row} name={name} onClose={() => setAsks(false)} onDeleted={onDeleted} />}
    </div>
  );
}

/** An upload that was never read is not kept. */
function canBeRead({ uri, version }: DocumentRow): boolean {
  return version > 0 || !uri.startsWith("upload:");
}

interface Asked {
  row: DocumentRow;
  name: string;
  onClose: () => void;
  onDeleted: () => void;
}

function Confirmation({ row, name, onClose, onDeleted }: Asked) {
  const collection = useCollection();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const remove = async () => {
    setBusy(true);
    try {
      await deleteDocument(row.id, collection);
      onClose();
      onDeleted();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  const isLocal = row.uri.startsWith("file://");
  return (
    <Dialog title="Delete this document?" onClose={onClose}>
      <p>
        <strong class="name">{name}</strong> with {counted(row.chunks, "passage")} is in no answer from then on. What is
        stored of it is removed for good{isLocal ? "; your own file stays where it is." : ", the uploaded file too."}
      </p>
      {error !== null && <Failure error={error} />}
      <div class="dialog-actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button kind="danger" disabled={busy} onClick={remove}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}

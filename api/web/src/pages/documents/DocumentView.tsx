import { useEffect, useState } from "preact/hooks";
import { type DocumentRow, getDocument, ON_ITS_WAY } from "../../client/documents";
import { go } from "../../router";
import { Link } from "../../ui/Link";
import { Failure } from "../../ui/Notice";
import { listAddress } from "./addresses";
import { Actions } from "./Actions";
import { Facts } from "./Facts";
import { fileName } from "./names";
import { Passages } from "./Passages";
import { Remarks } from "./Remarks";
import { StateBadge } from "./StateBadge";
import { useDuplicates } from "./useDuplicates";

const AGAIN_MS = 1000;

interface Props {
  id: string;
  collection: string;
}

/** One document: what is known of it, and its text with the passages marked. */
export function DocumentView({ id, collection }: Props) {
  const { row, error, refresh } = useDocument(id, collection);
  const duplicates = useDuplicates(row ? [row] : [], collection);
  return (
    <div class="documents stack">
      <p>
        <Link to={listAddress(collection)}>← All documents</Link>
      </p>
      {!row && <h1>{error === null ? "Loading …" : "Not here"}</h1>}
      {error !== null && <Failure error={error} />}
      {row && (
        <>
          <header class="document-head">
            <h1 class="name">{row.title ?? fileName(row.uri)}</h1>
            <StateBadge state={row.state} />
            <Actions row={row} onChanged={refresh} onDeleted={() => go(listAddress(collection))} />
          </header>
          <Remarks row={row} alike={duplicates[row.id] ?? []} />
          <Facts row={row} />
          {row.chunks > 0 && <Passages key={row.version} row={row} collection={collection} />}
        </>
      )}
    </div>
  );
}

function useDocument(id: string, collection: string) {
  const [row, setRow] = useState<DocumentRow | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const refresh = () => setTurn((before) => before + 1);
  useEffect(() => {
    const leaving = new AbortController();
    getDocument(id, collection, { signal: leaving.signal }).then(
      (found) => {
        setRow(found);
        setError(null);
      },
      (reason) => leaving.signal.aborted || setError(reason),
    );
    return () => leaving.abort();
  }, [id, collection, turn]);
  const waiting = row !== null && ON_ITS_WAY.includes(row.state);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(refresh, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [row]);
  return { row, error, refresh };
}

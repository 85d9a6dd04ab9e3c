// Which of the documents shown say nearly the same as another; asked when the list has changed and is quiet.
import { useEffect, useState } from "preact/hooks";
import { type DocumentRow, type Duplicate, listDuplicates } from "../../client/documents";

const MOST = 100;
const QUIET_MS = 600;

export type Duplicates = Record<string, Duplicate[]>;

export function useDuplicates(rows: readonly DocumentRow[], collection: string): Duplicates {
  const [found, setFound] = useState<Duplicates>({});
  const ready = rows.filter((row) => row.chunks > 0).slice(0, MOST);
  const known = ready.map((row) => `${row.id} ${row.version}`).join(",");
  useEffect(() => {
    if (!known) return;
    const leaving = new AbortController();
    const ids = ready.map((row) => row.id);
    const ask = () =>
      // A hint beside the list: without it the list is whole all the same.
      listDuplicates(ids, collection, { signal: leaving.signal }).then(setFound, () => undefined);
    const timer = setTimeout(ask, QUIET_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [known, collection]);
  return found;
}

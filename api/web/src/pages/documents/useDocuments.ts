// The list of documents as the service has it now; looked at again while something in it is on its way.
import { useEffect, useState } from "preact/hooks";
import { type DocumentPage, listDocuments, ON_ITS_WAY, type Selection } from "../../client/documents";
import { ApiError } from "../../client/http";

const STEP = 50;
const MOST = 1000;
const AGAIN_MS = 1000;

const NOTHING: DocumentPage = { documents: [], next: null, counts: { states: {}, media_types: {} } };

export interface Listed {
  page: DocumentPage | null;
  error: unknown;
  /** Look again now. */
  refresh: () => void;
  /** Show more of them; null when all are shown, or as many as can be. */
  more: (() => void) | null;
}

export function useDocuments(collection: string, selection: Selection): Listed {
  const [limit, setLimit] = useState(STEP);
  const [page, setPage] = useState<DocumentPage | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const refresh = () => setTurn((before) => before + 1);
  const { q, state, media_type } = selection;
  useEffect(() => {
    const leaving = new AbortController();
    listDocuments(collection, { q, state, media_type }, limit, { signal: leaving.signal }).then(
      (listed) => {
        setPage(listed);
        setError(null);
      },
      (reason) => {
        if (leaving.signal.aborted) return;
        if (isNew(reason)) setPage(NOTHING);
        else setError(reason);
      },
    );
    return () => leaving.abort();
  }, [collection, q, state, media_type, limit, turn]);
  const waiting = ON_ITS_WAY.some((name) => page?.counts?.states[name]);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(refresh, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [waiting, page, error]);
  const grows = page?.next && limit < MOST;
  return { page, error, refresh, more: grows ? () => setLimit(Math.min(MOST, limit * 2)) : null };
}

/** A collection is there once something was put into it. */
function isNew(reason: unknown): boolean {
  return reason instanceof ApiError && reason.status === 404;
}

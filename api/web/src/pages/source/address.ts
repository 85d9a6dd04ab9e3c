// What `/source?document=...` asks for.
import type { Span } from "../../client/sources";

export interface Asked {
  documentId: string;
  version: number | null;
  spans: Span[];
  page: number | undefined;
}

/** The document, version, page and quotes that an address names; null where it names no document. */
export function asked(query: URLSearchParams): Asked | null {
  const documentId = query.get("document") ?? "";
  if (!/^[0-9a-f]{24}$/.test(documentId)) return null;
  const starts = query.getAll("start").map(whole);
  const ends = query.getAll("end").map(whole);
  const spans = starts.flatMap((start, index) => {
    const end = ends[index];
    return start !== null && end != null && start < end ? [{ start, end }] : [];
  });
  return { documentId, version: whole(query.get("version")), spans, page: whole(query.get("page")) ?? undefined };
}

function whole(said: string | null): number | null {
  return said !== null && /^\d{1,9}$/.test(said) ? Number(said) : null;
}

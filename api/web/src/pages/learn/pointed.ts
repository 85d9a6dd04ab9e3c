// The words of a passage that a citation points at, with a little of what stands around them.
import type { Citation, Hit } from "../../client/ask";
import { slice } from "../../text/codepoints";

const AROUND = 90;

export interface Pointed {
  before: string;
  quote: string;
  after: string;
}

/** The first quote that was taken from this passage; null when there is none. Offsets are code points. */
export function pointed(hit: Hit, citations: Citation[]): Pointed | null {
  const quote = citations.find(
    ({ document_id, version, start, end }) =>
      document_id === hit.document_id && version === hit.version && start >= hit.start && end <= hit.end,
  );
  if (!quote) return null;
  const start = quote.start - hit.start;
  const end = quote.end - hit.start;
  const from = Math.max(0, start - AROUND);
  return {
    before: (from > 0 ? "… " : "") + slice(hit.text, from, start),
    quote: slice(hit.text, start, end),
    after: slice(hit.text, end, end + AROUND) + (hit.end > quote.end + AROUND ? " …" : ""),
  };
}

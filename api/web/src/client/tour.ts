// The sample documents of the guided tour.
import { slice } from "../text/codepoints";
import type { Answer, Citation, Turn } from "./ask";
import { type Call, call } from "./http";

export const COLLECTION = "tour";

export interface Tour {
  collection: string;
  state: "missing" | "reading" | "ready" | "failed";
  documents: number;
  ready: number;
  reason: string | null;
}

export function tourState(options: Call = {}): Promise<Tour> {
  return call("GET", "/v1/tour", options);
}

/** Have the samples read, in the background; again does no harm. */
export function beginTour(options: Call = {}): Promise<Tour> {
  return call("POST", "/v1/tour", options);
}

/** Ask the samples, whole and not as a stream. Throws ApiError. */
export function askTour(question: string, history: Turn[] = [], options: Call = {}): Promise<Answer> {
  return call("POST", "/v1/ask", { ...options, body: { question, history, collection: COLLECTION, k: 5 } });
}

/** The words of a sample that a citation points at, taken from the stored text itself. */
export async function wordsAt({ document_id, version, start, end }: Citation, options: Call = {}): Promise<string> {
  const path = `/v1/documents/${document_id}/text?version=${version}&collection=${COLLECTION}`;
  const { text } = await call<{ text: string }>("GET", path, options);
  return slice(text, start, end);
}

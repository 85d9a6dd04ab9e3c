// A text with its passages marked: stretches that belong to one passage each, and what lies between them.
import type { Chunk } from "../../client/documents";
import { cut } from "../../text/codepoints";

export interface Band {
  text: string;
  /** The passage that this stretch belongs to; null between passages. */
  chunk: Chunk | null;
}

/** The stretch of a text that some passages cover, band by band; the passages ascend and do not overlap. */
export function bandsOf(text: string, chunks: readonly Chunk[]): Band[] {
  const parts = cut(
    text,
    chunks.flatMap(({ start, end }) => [start, end]),
  );
  // The parts alternate: before the first passage, passage, between, passage, ..., after the last.
  return parts
    .slice(1, -1)
    .map((part, place) => ({ text: part, chunk: place % 2 === 0 ? (chunks[place / 2] ?? null) : null }))
    .filter((band) => band.text !== "");
}

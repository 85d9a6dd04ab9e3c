// What becomes of a document, in words.
import type { State } from "../../client/documents";

export const STATE_NAMES: Record<State, string> = {
  queued: "Waiting",
  reading: "Reading",
  embedding: "Embedding",
  ready: "Ready",
  failed: "Failed",
};

export const STATE_MEANINGS: Record<State, string> = {
  queued: "It has arrived and waits for its turn.",
  reading: "Its text is taken out of the file and cut into passages.",
  embedding: "Each passage becomes a vector: numbers that stand for what it means, so that a question can find it.",
  ready: "Questions find it.",
  failed: "It could not be read; the reason is beside it.",
};

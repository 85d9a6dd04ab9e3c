// The stages in their order: what a column is called, and what happens there.
import type { Explanation, StageName } from "../../client/explain";

export interface Stage {
  name: StageName;
  label: string;
  /** How the service and its papers call it. */
  term: string;
  about: (explanation: Explanation) => string;
}

export const STAGES: readonly Stage[] = [
  {
    name: "dense",
    label: "Meaning",
    term: "dense",
    about: ({ pool }) =>
      `The question and every passage are lists of numbers; the ${pool} passages whose numbers point the same way are fetched. The score is the cosine, 1 at most.`,
  },
  {
    name: "lexical",
    label: "Words",
    term: "lexical, BM25",
    about: ({ pool }) =>
      `The ${pool} passages that share most words with the question, rare words counting more. The score is BM25; it has no upper end.`,
  },
  {
    name: "fused",
    label: "Both",
    term: "fused",
    about: ({ lexical_weight }) =>
      `All that was fetched, ordered by both scores together. For this question words count ${percent(lexical_weight)}, meaning ${percent(1 - lexical_weight)}.`,
  },
  {
    name: "shown",
    label: "Shown",
    term: "arranged",
    about: ({ k }) =>
      `The first ${k}, once neighbours are joined, near-copies left out, and no document has more than its share.`,
  },
  {
    name: "read",
    label: "Read",
    term: "reader",
    about: ({ characters }) =>
      `A small model reads the question with these passages, up to ${characters.toLocaleString("en")} characters. The score is the probability that a passage answers.`,
  },
  {
    name: "cited",
    label: "Quoted",
    term: "answer",
    about: () =>
      "What the answer quotes as its proof, should it be sure enough to be given. The score weighs the best sentence of a passage; only differences between scores mean something.",
  },
];

export function percent(share: number): string {
  return share > 0 && share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`;
}

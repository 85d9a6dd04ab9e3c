// The figures of a run in plain words. The names are those of `rag eval`.
import { decimal, percent } from "../../charts/scales";

export interface FigureWords {
  label: string;
  meaning: string;
  /** Whether less is better. */
  less?: boolean;
  /** A share is shown in per cent, anything else as a number. */
  share?: boolean;
}

/** Shown large, in this order. */
export const HEADLINES = ["right", "precision", "coverage", "unanswerable_answered", "hit@5", "calibration_error"];

export const FIGURES: Record<string, FigureWords> = {
  right: {
    label: "Answered rightly",
    meaning: "Of the questions that the documents answer: answered with an accepted answer, its place cited",
    share: true,
  },
  precision: { label: "Right when it answers", meaning: "Of the answers given: how many are right", share: true },
  coverage: { label: "Answered at all", meaning: "Of all questions: how many got an answer", share: true },
  unanswerable_answered: {
    label: "Fooled",
    meaning: "Of the questions without an answer: answered all the same",
    share: true,
    less: true,
  },
  "hit@5": {
    label: "Right document found",
    meaning: "Questions whose document is among the first five found",
    share: true,
  },
  calibration_error: {
    label: "Calibration error",
    meaning: "How far confidence is from the share that is right, on average; 0 is perfect",
    less: true,
  },
  "hit@1": {
    label: "Right document first",
    meaning: "Questions whose document is the first one found",
    share: true,
  },
  "mrr@10": { label: "Mean reciprocal rank", meaning: "One over the place of the right document, on average" },
  "ndcg@10": { label: "nDCG of ten", meaning: "How well the first ten documents are ordered; 1 is perfect" },
  "passage_recall@1000": {
    label: "Passage found",
    meaning: "How much of the passage that holds the answer is in the first 1,000 tokens found",
    share: true,
  },
  right_if_forced: {
    label: "Right, if it had to answer",
    meaning: "The same as answered rightly, with answers that were withheld counted",
    share: true,
  },
  exact_match: { label: "Exact match", meaning: "The answer is an accepted one, word for word", share: true },
  f1: { label: "Token F1", meaning: "How many words answer and accepted answer share" },
  answer_words: { label: "Words of an answer", meaning: "How long answers are, on average", less: true },
  auroc_right: {
    label: "Telling right from unanswerable",
    meaning: "How often a right answer gets more confidence than a question without an answer",
    share: true,
  },
  auroc_answerable: {
    label: "Telling answerable from unanswerable",
    meaning: "How often a question with an answer gets more confidence than one without",
    share: true,
  },
  area_under_risk: {
    label: "Wrong, over all thresholds",
    meaning: "The share of wrong answers, averaged over every threshold",
    share: true,
    less: true,
  },
  right_withheld: {
    label: "Right, but withheld",
    meaning: "Of the right answers: how many were not given",
    share: true,
    less: true,
  },
  answerable_abstained: {
    label: "Left without an answer",
    meaning: "Of the questions that the documents answer: how many got none",
    share: true,
    less: true,
  },
  calibration_error_all: {
    label: "Calibration error, all",
    meaning: "The calibration error with withheld answers counted",
    less: true,
  },
  citations_verified: {
    label: "Citations that hold",
    meaning: "Citations whose quote stands, character by character, where they say",
    share: true,
  },
};

/** The words of a figure; its bare name where a newer service sends one that is not known here. */
export function wordsOf(name: string): FigureWords {
  return FIGURES[name] ?? { label: name, meaning: "" };
}

export function shown(name: string, value: number | null | undefined): string {
  return wordsOf(name).share ? percent(value) : decimal(value, name === "answer_words" ? 1 : 2);
}

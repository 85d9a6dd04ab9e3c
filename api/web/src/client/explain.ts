// Why this, why not that: what each stage made of a question, and what became of one document.
import type { Turn } from "./ask";
import { type Call, call } from "./http";

/** Place (from 1) and score in one stage; null where the stage does not have it. */
export interface Place {
  rank: number | null;
  score: number | null;
}

export type StageName = "dense" | "lexical" | "fused" | "shown" | "read" | "cited";
export type Fate = "shown" | "joined" | "copy" | "share" | "beyond" | "gone";
export type Reach = "fetched" | "shown" | "read" | "cited";

/** One candidate in every stage; offsets are code points. */
export interface PassageTrace extends Record<StageName, Place> {
  chunk_id: number;
  document_id: string;
  version: number;
  uri: string;
  title: string | null;
  start: number;
  end: number;
  page: number | null;
  text: string;
  /** What shows that it speaks to a language model, each sign with its words. */
  suspicion: string[];
  fate: Fate;
  behind: number[];
  span_share: number | null;
}

export interface Gap {
  stage: StageName | "span" | "confidence";
  rank: number | null;
  needed_rank: number | null;
  score: number | null;
  needed_score: number | null;
}

/** A change that was tried, and how far the document came with it. */
export interface Change {
  kind: string;
  to: number | string;
  text: string;
  reaches: Reach;
  rank: number | null;
}

export interface Suggestion {
  id: string;
  uri: string;
  title: string | null;
}

export interface Verdict {
  named: string;
  id: string | null;
  uri: string | null;
  title: string | null;
  lost_at: "stored" | "filter" | "fetched" | "arranged" | "read" | "cited" | null;
  reason: string;
  text: string;
  chunk_id: number | null;
  gaps: Gap[];
  missing_words: string[];
  changes: Change[];
  in_vain: string[];
  suggestions: Suggestion[];
}

/** Every stage of one question. */
export interface Explanation {
  question: string;
  standalone_question: string | null;
  k: number;
  pool: number;
  lexical_weight: number;
  characters: number;
  counts: Record<StageName, number>;
  passages: PassageTrace[];
  answer: { text: string | null; abstained: boolean; confidence: number; threshold: number; reason: string };
  document: Verdict | null;
  timings_ms: Record<string, number>;
}

/** Where several questions were asked at once, `parts` explains each. */
export interface Explained extends Explanation {
  parts: Explanation[];
}

export interface Explain {
  question: string;
  collection: string;
  k?: number;
  document?: string;
  history?: Turn[];
}

export function explain(wanted: Explain, options: Call = {}): Promise<Explained> {
  return call("POST", "/v1/explain", { ...options, body: wanted });
}

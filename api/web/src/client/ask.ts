// Questions and what comes back.
import { events } from "./events";
import { ApiError, type Call, call, send } from "./http";

export interface Stages<T> {
  dense: T | null;
  lexical: T | null;
  fused: T | null;
  read: T | null;
}

/** A passage; offsets are code points of the document's canonical text. */
export interface Hit {
  rank: number;
  score: number;
  scores: Stages<number>;
  ranks: Stages<number>;
  chunk_id: number;
  document_id: string;
  version: number;
  uri: string;
  title: string | null;
  start: number;
  end: number;
  text: string;
  page: number | null;
  /** What shows that it speaks to a language model, each sign with its words. */
  suspicion: string[];
  /** That of its document, by its ISO 639 code; null where it could not be told. */
  language: string | null;
}

export interface Citation {
  document_id: string;
  version: number;
  uri: string;
  title: string | null;
  start: number;
  end: number;
  quote: string;
  page: number | null;
}

/** How a sentence that a language model wrote was held to the sources. */
export interface Support {
  supported: boolean;
  probability: number;
  by: "quoted" | "read" | "unmatched" | "uncited";
  unmatched: string[];
}

export interface Sentence {
  text: string;
  citations: number[];
  /** Null where the reader quoted it. */
  support: Support | null;
}

/** One of several questions that were asked at once; its answer is `sentences` from `begin` to `end`. */
export interface Part {
  question: string;
  /** What those before it made of it; null where they changed nothing. */
  standalone_question: string | null;
  abstained: boolean;
  confidence: number;
  reason: string;
  begin: number;
  end: number;
}

export interface Answer {
  answer: string | null;
  abstained: boolean;
  confidence: number;
  reason: string;
  sentences: Sentence[];
  citations: Citation[];
  hits: Hit[];
  timings_ms: Record<string, number>;
  standalone_question: string | null;
  generator: string;
  notes: string[];
  parts: Part[];
}

export interface Turn {
  question: string;
  answer: string | null;
}

export interface Question {
  question: string;
  collection: string;
  history?: Turn[];
  k?: number;
}

/** What has arrived of an answer so far. */
export interface Arriving {
  hits: Hit[];
  sentences: Sentence[];
}

/** Ask, and hear of every sentence as it comes. Throws ApiError. */
export async function askStreaming(
  question: Question,
  onArrival: (soFar: Arriving) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await send("POST", "/v1/ask", { body: { ...question, stream: true }, signal });
  let soFar: Arriving = { hits: [], sentences: [] };
  for await (const { name, data } of events(response)) {
    if (name === "hits") soFar = { ...soFar, hits: (data as { hits: Hit[] }).hits };
    if (name === "sentence") soFar = { ...soFar, sentences: [...soFar.sentences, data as Sentence] };
    if (name === "done") return data as Answer;
    if (name === "error") throw failed(data);
    onArrival(soFar);
  }
  throw new ApiError(0, "cut_off", "the answer was cut off", "ask again");
}

export function search(question: Question, options: Call = {}): Promise<{ hits: Hit[] }> {
  return call("POST", "/v1/search", { ...options, body: question });
}

function failed(data: unknown): ApiError {
  const { error } = data as { error: { code: string; message: string; remedy: string } };
  return new ApiError(500, error.code, error.message, error.remedy);
}

// Nearness of meanings: texts compared, taken apart, calculated with; tokens and vectors.
import type { Hit } from "./ask";
import { type Call, call } from "./http";

/** A token of a text; offsets are code points, both 0 for a special one, which stands for no text. */
export interface Token {
  id: number;
  piece: string;
  start: number;
  end: number;
  word: number | null;
  special: boolean;
  unknown: boolean;
  read: boolean;
}

export interface Tokens {
  tokens: Token[];
  count: number;
  max_tokens: number;
  model: string;
}

export interface Vectors {
  vectors: number[][];
  dimension: number;
  model: string;
}

/** A token and what it gives to the cosine; null where the model does not read it. */
export interface SharingToken extends Token {
  share: number | null;
}

export interface SharingSentence {
  start: number;
  end: number;
  share: number;
  /** The cosine when this sentence is left out; null for an only sentence. */
  without: number | null;
}

export interface Side {
  tokens: SharingToken[];
  sentences: SharingSentence[];
}

export interface TokenPair {
  a: number;
  b: number;
  share: number;
}

export interface Explanation {
  cosine: number;
  a: Side;
  b: Side;
  links: TokenPair[];
}

export interface Solution {
  terms: { text: string; sign: number }[];
  length: number;
  words: { text: string; cosine: number; given: boolean }[];
  hits: Hit[];
  words_compared: number;
  passages_read: number;
}

export async function compare(texts: string[], options: Call = {}): Promise<number[][]> {
  const reply = await call<{ similarity: number[][] }>("POST", "/v1/similar", { ...options, body: { texts } });
  return reply.similarity;
}

export async function nearest(text: string, collection: string, k: number, options: Call = {}): Promise<Hit[]> {
  const body = { text, k, collection };
  return (await call<{ hits: Hit[] }>("POST", "/v1/similar", { ...options, body })).hits;
}

export function explain(a: string, b: string, options: Call = {}): Promise<Explanation> {
  return call("POST", "/v1/similar/explain", { ...options, body: { a, b } });
}

export function calculate(expression: string, collection: string, k: number, options: Call = {}): Promise<Solution> {
  return call("POST", "/v1/similar/arithmetic", { ...options, body: { expression, k, collection } });
}

export function cut(text: string, options: Call = {}): Promise<Tokens> {
  return call("POST", "/v1/tokens", { ...options, body: { text } });
}

export function embed(texts: string[], options: Call = {}): Promise<Vectors> {
  return call("POST", "/v1/vectors", { ...options, body: { texts } });
}

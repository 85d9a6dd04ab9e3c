// The map of a collection: every passage a point. The contract, and what each figure means: docs/map.md.
import type { Answer } from "./ask";
import { type Call, call, send } from "./http";

export interface Cluster {
  cluster: number;
  label: string;
  words: string[];
  points: number;
  x: number;
  y: number;
}

export interface Figures {
  method: string;
  seconds: number;
  landmarks: number;
  dimension: number;
  neighbours: number;
  trustworthiness: number | null;
  continuity: number | null;
  distortion: number | null;
  measured_on: number;
}

export interface MapState {
  state: "absent" | "computing" | "ready" | "failed";
  map: string | null;
  sequence: number;
  progress: { stage: string; done: number } | null;
  failure: { message: string; remedy: string } | null;
  made_at: string | null;
  points: number;
  stale: { added: number; removed: number } | null;
  figures: Figures | null;
  clusters: Cluster[];
}

export interface LegendDocument {
  number: number;
  id: string;
  uri: string;
  title: string | null;
  folder: number;
  language: number;
  date: string;
  points: number;
}

export interface Legend {
  sequence: number;
  documents: LegendDocument[];
  folders: { name: string; points: number }[];
  languages: { name: string; points: number }[];
  first_date: string | null;
  last_date: string | null;
}

/** One passage; offsets are code points of the document's canonical text. */
export interface Passage {
  chunk_id: number;
  document_id: string;
  number: number;
  version: number;
  uri: string;
  title: string | null;
  start: number;
  end: number;
  page: number | null;
  context: string;
  text: string;
  x: number;
  y: number;
  cluster: number | null;
  distortion: number | null;
}

export interface Neighbour {
  chunk_id: number;
  rank: number;
  cosine: number;
  rank_in_picture: number;
  x: number;
  y: number;
  document_id: string;
  uri: string;
  title: string | null;
  text: string;
}

export interface Neighbours {
  chunk_id: number;
  neighbours: Neighbour[];
  kept: number;
}

export const STAGES = ["dense", "lexical", "fused", "read", "cited"] as const;
export type Stage = (typeof STAGES)[number];

export interface LayerHit {
  chunk_id: number;
  rank: number;
  score: number | null;
  cosine: number | null;
  true_rank: number | null;
  rank_in_picture: number | null;
}

export interface MapAnswer {
  question: string;
  x: number;
  y: number;
  outside: boolean;
  distortion: number;
  layers: Record<Stage, LayerHit[]>;
  answer: Answer;
}

export interface Found {
  mode: "words" | "meaning";
  chunk_ids: number[];
  scores: number[];
  x: number | null;
  y: number | null;
}

export interface Duplicates {
  total: number;
  groups: {
    cosine: number;
    size: number;
    points: { chunk_id: number; document_id: string; uri: string; title: string | null; text: string }[];
  }[];
}

export interface AskedQuestion {
  question: string;
  kind: "refused" | "disliked";
  at: string;
  times: number;
  confidence: number | null;
  x: number;
  y: number;
  outside: boolean;
  cosine: number | null;
  chunk_id: number | null;
  group: number;
}

export interface Coverage {
  questions: AskedQuestion[];
  groups: { group: number; label: string; questions: number; outside: number }[];
}

export function mapState(collection: string, options: Call = {}): Promise<MapState> {
  return call("GET", path("", { collection }), options);
}

export function startMap(collection: string): Promise<MapState> {
  return call("POST", "/v1/map", { body: { collection } });
}

/** The binary body of all points; `points/decode.ts` reads it. */
export async function mapPoints(collection: string, map: string, options: Call = {}): Promise<ArrayBuffer> {
  return (await send("GET", path("/points", { collection, map }), options)).arrayBuffer();
}

export function mapLegend(collection: string, options: Call = {}): Promise<Legend> {
  return call("GET", path("/legend", { collection }), options);
}

export function passageOf(collection: string, chunkId: number, options: Call = {}): Promise<Passage> {
  return call("GET", path(`/points/${chunkId}`, { collection }), options);
}

export function neighboursOf(collection: string, chunkId: number, k: number, options: Call = {}): Promise<Neighbours> {
  return call("GET", path(`/points/${chunkId}/neighbours`, { collection, k: String(k) }), options);
}

export function askMap(collection: string, question: string, options: Call = {}): Promise<MapAnswer> {
  return call("POST", "/v1/map/ask", { ...options, body: { question, collection } });
}

export function findInMap(
  collection: string,
  text: string,
  mode: Found["mode"],
  limit: number,
  options: Call = {},
): Promise<Found> {
  return call("POST", "/v1/map/search", { ...options, body: { text, mode, collection, limit } });
}

export function duplicates(collection: string, least: number, options: Call = {}): Promise<Duplicates> {
  return call("GET", path("/duplicates", { collection, least: String(least) }), options);
}

export function coverage(collection: string, options: Call = {}): Promise<Coverage> {
  return call("GET", path("/coverage", { collection }), options);
}

export async function exported(collection: string, kind: "parquet" | "csv"): Promise<Blob> {
  return (await send("GET", path(`/export.${kind}`, { collection }))).blob();
}

function path(below: string, query: Record<string, string>): string {
  return `/v1/map${below}?${new URLSearchParams(query)}`;
}

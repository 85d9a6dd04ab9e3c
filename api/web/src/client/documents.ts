// What is stored: listed, added, read again, deleted, and how it was cut into passages. Offsets are code points.
import { address } from "../router";
import { type Call, call } from "./http";

export const STATES = ["queued", "reading", "embedding", "ready", "failed"] as const;
export type State = (typeof STATES)[number];

/** The states of a document that is not done yet. */
export const ON_ITS_WAY: readonly State[] = ["queued", "reading", "embedding"];

export interface DocumentRow {
  id: string;
  uri: string;
  state: State;
  /** Why it failed; with the state `ready`: why the newest attempt did, the version before being in use. */
  reason: string | null;
  version: number;
  title: string | null;
  media_type: string | null;
  language: string | null;
  authors: string[];
  created: string | null;
  modified: string | null;
  added_at: string;
  updated_at: string;
  chunks: number;
  characters: number;
  warnings: string[];
  metadata: Record<string, unknown>;
}

export interface Counts {
  states: Partial<Record<State, number>>;
  media_types: Record<string, number>;
}

export interface DocumentPage {
  documents: DocumentRow[];
  next: string | null;
  counts: Counts | null;
}

export interface Selection {
  q: string;
  state: string;
  media_type: string;
}

export interface Queued {
  id: string;
  state: State;
  uri: string;
}

/** A sign that a passage speaks to a language model, and the words that show it. */
export interface SuspicionReason {
  name: string;
  start: number;
  end: number;
  words: string;
}

export interface Chunk {
  ordinal: number;
  start: number;
  end: number;
  context: string;
  page: number | null;
  tokens: number;
  /** Why no answer is taken from it; null where nothing speaks against it. */
  suspicion: { score: number; reasons: SuspicionReason[] } | null;
}

export interface ChunkPage {
  version: number;
  most_tokens: number;
  chunks: Chunk[];
  next: string | null;
}

export interface Duplicate {
  id: string;
  uri: string;
  title: string | null;
  share: number;
}

const DOCUMENTS = "/v1/documents";

/** The newest documents first. */
export function listDocuments(
  collection: string,
  selection: Selection,
  limit: number,
  options: Call = {},
): Promise<DocumentPage> {
  return call("GET", address(DOCUMENTS, { collection, ...selection, limit, order: "newest" }), options);
}

export function getDocument(id: string, collection: string, options: Call = {}): Promise<DocumentRow> {
  return call("GET", address(`${DOCUMENTS}/${id}`, { collection }), options);
}

export function deleteDocument(id: string, collection: string): Promise<{ deleted: string }> {
  return call("DELETE", address(`${DOCUMENTS}/${id}`, { collection }));
}

/** Read the source of a document again. */
export function reingestDocument(id: string, collection: string): Promise<Queued> {
  return call("POST", address(`${DOCUMENTS}/${id}/reingest`, { collection }));
}

export function addUrl(url: string, collection: string): Promise<Queued> {
  return call("POST", `${DOCUMENTS}/url`, { body: { url, collection } });
}

export function getText(
  id: string,
  version: number,
  collection: string,
  options: Call = {},
): Promise<{ text: string; version: number }> {
  return call("GET", address(`${DOCUMENTS}/${id}/text`, { collection, version }), options);
}

export function listChunks(
  id: string,
  version: number,
  collection: string,
  cursor: string | null,
  options: Call = {},
): Promise<ChunkPage> {
  return call("GET", address(`${DOCUMENTS}/${id}/chunks`, { collection, version, cursor, limit: 100 }), options);
}

/** Document id -> those that say nearly the same; up to 100 ids. */
export async function listDuplicates(
  ids: readonly string[],
  collection: string,
  options: Call = {},
): Promise<Record<string, Duplicate[]>> {
  const named = new URLSearchParams([["collection", collection], ...ids.map((id) => ["id", id])]);
  const path = `${DOCUMENTS}/duplicates?${named}`;
  return (await call<{ duplicates: Record<string, Duplicate[]> }>("GET", path, options)).duplicates;
}

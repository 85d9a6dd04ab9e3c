// Looking at a source: its text in blocks, its pages as pictures, boxes around words. Offsets are code points.
import { address } from "../router";
import { type Call, call, send } from "./http";

export type BlockKind = "heading" | "paragraph" | "list" | "code" | "table";

export interface Block {
  kind: BlockKind;
  level: number;
  start: number;
  end: number;
  page: number | null;
}

/** A stretch of a document: `text` is that from `start` to `end`, out of `characters`. */
export interface Blocks {
  version: number;
  uri: string;
  title: string | null;
  media_type: string;
  characters: number;
  pages: number;
  start: number;
  end: number;
  text: string;
  blocks: Block[];
}

export interface DocumentPages {
  version: number;
  viewable: boolean;
  pages: { number: number; start: number; end: number }[];
}

/** Fractions of the page's width and height, from its top left corner. */
export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** `missing` of the `words` were not found on the page. Width and height are in points. */
export interface Boxes {
  page: number;
  width: number;
  height: number;
  words: number;
  missing: number;
  boxes: Box[];
}

export interface Span {
  start: number;
  end: number;
}

/** Which text it is: a version of a document in a collection. */
export interface Source {
  documentId: string;
  version: number | null;
  collection: string;
}

export function blocks(source: Source, span: Span, options: Call = {}): Promise<Blocks> {
  return call("GET", path(source, "/blocks", { ...span }), options);
}

export function documentPages(source: Source, options: Call = {}): Promise<DocumentPages> {
  return call("GET", path(source, "/pages"), options);
}

export function boxes(source: Source, page: number, span: Span, options: Call = {}): Promise<Boxes> {
  return call("GET", path(source, `/pages/${page}/boxes`, { ...span }), options);
}

/** A page as a picture; fetched rather than linked, since a key may have to be shown. */
export async function pageImage(source: Source, page: number, width: number, options: Call = {}): Promise<Blob> {
  return (await send("GET", path(source, `/pages/${page}.png`, { width }), options)).blob();
}

function path(source: Source, rest: string, query: Record<string, number> = {}): string {
  const { version, collection } = source;
  return address(`/v1/documents/${encodeURIComponent(source.documentId)}${rest}`, { version, collection, ...query });
}

// Where things are on this page: the list as it is narrowed, and a document that is looked into.
import type { Selection } from "../../client/documents";
import { address } from "../../router";

const PATH = "/documents";
const DEFAULT = "default";

export function listAddress(collection: string, selection: Partial<Selection> = {}): string {
  return address(PATH, { collection: named(collection), ...selection });
}

export function documentAddress(collection: string, id: string): string {
  return address(PATH, { collection: named(collection), document: id });
}

function named(collection: string): string | null {
  return collection === DEFAULT ? null : collection;
}

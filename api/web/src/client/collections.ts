import { type Call, call } from "./http";

export interface CollectionRow {
  name: string;
  documents: number;
  chunks: number;
}

export function listCollections(options: Call = {}): Promise<{ collections: CollectionRow[] }> {
  return call("GET", "/v1/collections", options);
}

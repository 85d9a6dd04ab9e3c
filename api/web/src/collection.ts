// Which collection the pages speak of: `?collection=` in the address, else the last one chosen.
import { createContext } from "preact";
import { useContext } from "preact/hooks";

const STORED = "sourcebound-collection";
const DEFAULT = "default";

export const Collection = createContext(DEFAULT);

/** The collection that this page shows. */
export function useCollection(): string {
  return useContext(Collection);
}

export function collectionOf(address: URL): string {
  return address.searchParams.get("collection") || localStorage.getItem(STORED) || DEFAULT;
}

export function keepCollection(name: string): void {
  if (name === DEFAULT) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, name);
}

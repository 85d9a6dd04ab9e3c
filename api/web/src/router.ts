// Where we are, as the address bar says it: a path for the page, a query for what it shows.
import { useEffect, useState } from "preact/hooks";

const MOVED = "sourcebound:moved";

/** Go to an address of these pages, e.g. `/why?question=...`, without loading them anew. */
export function go(address: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  dispatchEvent(new Event(MOVED));
}

/** The present address; a component that calls this is drawn again when it changes. */
export function useAddress(): URL {
  const [address, setAddress] = useState(location.href);
  useEffect(() => {
    const moved = () => setAddress(location.href);
    addEventListener("popstate", moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener("popstate", moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  return new URL(address);
}

/** An address with its query, leaving out what is empty. */
export function address(path: string, query: Record<string, string | number | null | undefined> = {}): string {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

import { useEffect, useState } from "preact/hooks";
import { type CollectionRow, listCollections } from "./client/collections";
import { keepCollection } from "./collection";
import { go } from "./router";

/** Which collection to speak of; not shown while there is but one. */
export function CollectionChoice({ chosen }: { chosen: string }) {
  const [rows, setRows] = useState<CollectionRow[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    listCollections({ signal: leaving.signal }).then(
      (reply) => setRows(reply.collections),
      () => undefined, // The page itself says what is wrong.
    );
    return () => leaving.abort();
  }, [chosen]);
  const names = rows.map((row) => row.name);
  if (!names.includes(chosen)) names.push(chosen);
  if (names.length < 2) return null;
  const change = (event: Event) => {
    const name = (event.currentTarget as HTMLSelectElement).value;
    keepCollection(name);
    const address = new URL(location.href);
    address.search = "";
    address.searchParams.set("collection", name);
    go(address.pathname + address.search);
  };
  return (
    <select aria-label="Collection" value={chosen} onChange={change}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

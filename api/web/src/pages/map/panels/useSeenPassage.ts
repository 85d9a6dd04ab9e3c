import { useEffect, useState } from "preact/hooks";
import type { Passage } from "../../../client/map";
import { passages } from "../passages";

/** The passage, asked for once its place in the list can be seen. */
export function useSeenPassage(collection: string, chunkId: number, element: Element | null): Passage | null {
  const [passage, setPassage] = useState<Passage | null>(null);
  useEffect(() => {
    if (!element) return;
    const leaving = new AbortController();
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      // Without its words the entry still names document and group.
      passages.get(collection, chunkId, leaving.signal).then(setPassage, () => undefined);
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      leaving.abort();
    };
  }, [collection, chunkId, element]);
  return passage;
}

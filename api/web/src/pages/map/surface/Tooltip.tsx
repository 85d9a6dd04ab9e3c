// What is under the pointer: document, heading, first words.
import { useEffect, useState } from "preact/hooks";
import type { Passage } from "../../../client/map";
import { toScreen } from "../draw/view";
import { passages } from "../passages";
import type { Place } from "../points/points";
import { useLive, type Viewport } from "../viewport";
import { firstWords } from "../words";

interface Props {
  chunkId: number;
  name: string;
  place: Place;
  viewport: Viewport;
  collection: string;
}

const PAUSE_MILLISECONDS = 120;

export function Tooltip({ chunkId, name, place, viewport, collection }: Props) {
  useLive(viewport);
  const passage = usePausedPassage(collection, chunkId);
  const { x, y } = toScreen(viewport.view, viewport.size, place);
  const toLeft = x > viewport.size.width / 2;
  const above = y > viewport.size.height / 2;
  const moved = `translate(${toLeft ? "calc(-100% - 14px)" : "14px"}, ${above ? "calc(-100% - 10px)" : "10px"})`;
  return (
    <div class="map-tooltip" style={{ left: `${x}px`, top: `${y}px`, transform: moved }}>
      <strong>{name}</strong>
      {passage?.context && <span class="small quiet">{passage.context}</span>}
      {passage && <span class="small">{firstWords(passage.text)}</span>}
    </div>
  );
}

/** The passage, asked for when the pointer has rested a moment. */
function usePausedPassage(collection: string, chunkId: number): Passage | null {
  const [passage, setPassage] = useState<Passage | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      // A tooltip without words is no reason to complain: the name of the document stands there.
      passages.get(collection, chunkId, leaving.signal).then(setPassage, () => undefined);
    }, PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [collection, chunkId]);
  return passage?.chunk_id === chunkId ? passage : null;
}

// Passages as a list to choose from: name, group, and their first words as they come into sight.
import { useState } from "preact/hooks";
import { groupOf, useAtlas } from "../atlas";
import { indexOf } from "../points/points";
import { firstWords } from "../words";
import { useSeenPassage } from "./useSeenPassage";

interface Props {
  chunkIds: readonly number[];
  /** Shown beside each, where given. */
  scores?: readonly number[] | null;
}

export function PassageList({ chunkIds, scores = null }: Props) {
  return (
    <ol class="map-passages">
      {chunkIds.map((chunkId, place) => (
        <Item key={chunkId} chunkId={chunkId} score={scores?.[place]} />
      ))}
    </ol>
  );
}

function Item({ chunkId, score }: { chunkId: number; score: number | undefined }) {
  const atlas = useAtlas();
  const index = indexOf(atlas.points, chunkId);
  const [element, setElement] = useState<HTMLLIElement | null>(null);
  const passage = useSeenPassage(atlas.collection, chunkId, element);
  return (
    <li ref={setElement}>
      <button type="button" class="map-passage" disabled={index < 0} onClick={() => atlas.open(chunkId, true)}>
        <span class="map-passage-head">
          <strong>{index < 0 ? "left the map" : atlas.nameOf(index)}</strong>
          {score !== undefined && <span class="quiet small">{score.toFixed(2)}</span>}
        </span>
        <span class="small quiet">{passage ? firstWords(passage.text, 110) : index >= 0 && groupOf(atlas, index)}</span>
      </button>
    </li>
  );
}

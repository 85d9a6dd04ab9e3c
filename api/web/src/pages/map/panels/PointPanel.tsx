// One passage: its text, what is truly near it, and the way to its source.
import { useEffect, useState } from "preact/hooks";
import { type Neighbour, type Neighbours, neighboursOf, type Passage } from "../../../client/map";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Notice";
import { Progress } from "../../../ui/Progress";
import { groupOf, useAtlas } from "../atlas";
import { passages } from "../passages";
import { indexOf, placeOf } from "../points/points";

interface Props {
  chunkId: number;
  neighbours: Neighbours | null;
  onNeighbours: (neighbours: Neighbours) => void;
  onSource: (passage: Passage) => void;
  onClose: () => void;
}

const NEIGHBOURS = 12;

export function PointPanel({ chunkId, neighbours, onNeighbours, onSource, onClose }: Props) {
  const atlas = useAtlas();
  const { collection } = atlas;
  const [passage, setPassage] = useState<Passage | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const failed = (problem: unknown) => signal.aborted || setError(problem);
    setError(null);
    passages.get(collection, chunkId, signal).then(setPassage, failed);
    neighboursOf(collection, chunkId, NEIGHBOURS, { signal }).then(onNeighbours, failed);
    return () => leaving.abort();
  }, [collection, chunkId]);
  const index = indexOf(atlas.points, chunkId);
  const here = passage?.chunk_id === chunkId ? passage : null;
  return (
    <section class="stack" aria-label="Passage" aria-live="polite">
      <header class="map-panel-head">
        <h2>{index < 0 ? "This passage left the map" : atlas.nameOf(index)}</h2>
        <Button kind="quiet" size="small" onClick={onClose}>
          Close
        </Button>
      </header>
      {error !== null && <Failure error={error} />}
      {here ? <Text passage={here} /> : error === null && <Progress label="Reading the passage" />}
      {here && (
        <div class="row">
          <Button kind="primary" size="small" onClick={() => onSource(here)}>
            Open source
          </Button>
          {index >= 0 && (
            <Button size="small" onClick={() => atlas.viewport.travelTo([placeOf(atlas.points, index)])}>
              Centre
            </Button>
          )}
        </div>
      )}
      {index >= 0 && <p class="small quiet">Group: {groupOf(atlas, index)}</p>}
      {neighbours?.chunk_id === chunkId && <Near neighbours={neighbours} />}
    </section>
  );
}

function Text({ passage }: { passage: Passage }) {
  return (
    <div>
      {(passage.context || passage.page !== null) && (
        <p class="small quiet">
          {passage.context}
          {passage.page !== null && ` (page ${passage.page})`}
        </p>
      )}
      <p class="map-text">{passage.text}</p>
    </div>
  );
}

function Near({ neighbours: { neighbours, kept } }: { neighbours: Neighbours }) {
  if (neighbours.length === 0) return null;
  const close = Math.round(kept * neighbours.length);
  return (
    <section aria-labelledby="map-near">
      <h3 id="map-near">Truly nearest</h3>
      <p class="small quiet">
        In all dimensions. {close} of these {neighbours.length} are also among the {neighbours.length} nearest in the
        picture.
      </p>
      <ol class="map-near">
        {neighbours.map((neighbour) => (
          <Nearby key={neighbour.chunk_id} neighbour={neighbour} />
        ))}
      </ol>
    </section>
  );
}

function Nearby({ neighbour }: { neighbour: Neighbour }) {
  const { open } = useAtlas();
  const torn = neighbour.rank_in_picture > 4 * neighbour.rank + NEIGHBOURS;
  return (
    <li>
      <button type="button" class="map-passage" onClick={() => open(neighbour.chunk_id, true)}>
        <span class="map-passage-head">
          <strong>{neighbour.title || neighbour.uri}</strong>
          <span class="quiet small">cosine {neighbour.cosine.toFixed(2)}</span>
        </span>
        <span class="small quiet map-two-lines">{neighbour.text}</span>
        <span class="small" data-torn={torn || undefined}>
          number {neighbour.rank_in_picture.toLocaleString("en")} in the picture{torn && ": torn apart by it"}
        </span>
      </button>
    </li>
  );
}

// True rank beside what the picture suggests, and how many of the nearest here are truly near.
import type { LayerHit, MapAnswer } from "../../../client/map";
import { useAtlas } from "../atlas";
import { indexOf } from "../points/points";

const NEAREST = 12;

export function Ranks({ reply }: { reply: MapAnswer }) {
  const { points } = useAtlas();
  const { kept, of } = trulyNear(reply.layers.dense, Math.min(NEAREST, points.length));
  const rows = nearestHits(reply);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="map-ranks">
      <h3 id="map-ranks">Does the picture tell the truth here?</h3>
      <p class="map-measure">
        <strong>
          {kept} of the {of}
        </strong>{" "}
        nearest here are truly near.
      </p>
      <p class="small quiet">
        Truly near means: in all dimensions of the vectors. Where the two ranks differ much, the picture could not keep
        neighbours together.
      </p>
      <div class="scroll-x">
        <table class="map-table">
          <thead>
            <tr>
              <th scope="col">Passage</th>
              <th scope="col">Cosine</th>
              <th scope="col">True rank</th>
              <th scope="col">Rank here</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((hit) => (
              <Row key={hit.chunk_id} hit={hit} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ hit }: { hit: LayerHit }) {
  const atlas = useAtlas();
  const index = indexOf(atlas.points, hit.chunk_id);
  return (
    <tr>
      <td>
        <button type="button" class="map-open" disabled={index < 0} onClick={() => atlas.open(hit.chunk_id)}>
          {index < 0 ? `passage ${hit.chunk_id}` : atlas.nameOf(index)}
        </button>
      </td>
      <td>{hit.cosine?.toFixed(2) ?? "–"}</td>
      <td>{hit.true_rank ?? "far"}</td>
      <td>{hit.rank_in_picture?.toLocaleString("en") ?? "–"}</td>
    </tr>
  );
}

/** How many of the picture's `nearest` are among as many truly nearest. */
export function trulyNear(dense: readonly LayerHit[], nearest: number): { kept: number; of: number } {
  const near = (rank: number | null) => rank !== null && rank <= nearest;
  const kept = dense.filter((hit) => near(hit.true_rank) && near(hit.rank_in_picture)).length;
  return { kept, of: nearest };
}

/** The passages of all stages, each once, the truly nearest first. */
function nearestHits({ layers }: MapAnswer): LayerHit[] {
  const all = new Map<number, LayerHit>();
  for (const hit of [...layers.cited, ...layers.read, ...layers.dense]) all.set(hit.chunk_id, hit);
  const far = Number.POSITIVE_INFINITY;
  return [...all.values()].sort((a, b) => (a.true_rank ?? far) - (b.true_rank ?? far)).slice(0, NEAREST);
}

// Passages that say nearly the same.
import { useEffect, useState } from "preact/hooks";
import { type Duplicates, duplicates } from "../../../client/map";
import { Failure } from "../../../ui/Notice";
import { Progress } from "../../../ui/Progress";
import { useAtlas } from "../atlas";
import { firstWords } from "../words";

interface Props {
  onGroup: (chunkIds: number[]) => void;
}

export function Copies({ onGroup }: Props) {
  const atlas = useAtlas();
  const [least, setLeast] = useState(0.95);
  const [reply, setReply] = useState<Duplicates | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(() => {
      duplicates(atlas.collection, least, { signal: leaving.signal }).then(
        (found) => {
          setReply(found);
          setError(null);
        },
        (problem) => leaving.signal.aborted || setError(problem),
      );
    }, 150);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [atlas.collection, atlas.points.sequence, least]);
  return (
    <div class="stack">
      <p class="small quiet">
        Passages that say nearly the same, in one document or in several. They crowd out other passages and age apart.
      </p>
      <div class="field">
        <label for="map-least">Alike by at least {least.toFixed(2)}</label>
        <input
          id="map-least"
          type="range"
          min={0.9}
          max={1}
          step={0.01}
          value={least}
          onInput={(event) => setLeast(Number(event.currentTarget.value))}
        />
        <span class="small quiet">The cosine of their vectors: 1 is the same.</span>
      </div>
      {error !== null && <Failure error={error} />}
      {!reply && error === null && <Progress label="Looking for near-duplicates" />}
      {reply && <p aria-live="polite">{told(reply)}</p>}
      {reply?.groups.map((group) => (
        <section key={group.points[0]?.chunk_id} class="map-group">
          <header class="map-passage-head">
            <strong>{group.size} passages</strong>
            <span class="quiet small">alike by {group.cosine.toFixed(3)} or more</span>
            <button
              type="button"
              class="button"
              data-size="small"
              onClick={() => onGroup(group.points.map(({ chunk_id }) => chunk_id))}
            >
              Show
            </button>
          </header>
          <ul>
            {group.points.slice(0, 5).map((point) => (
              <li key={point.chunk_id}>
                <button type="button" class="map-open" onClick={() => atlas.open(point.chunk_id)}>
                  {point.title || point.uri}
                </button>{" "}
                <span class="small quiet">{firstWords(point.text, 90)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function told({ total, groups }: Duplicates): string {
  if (total === 0) return "No two passages are that much alike.";
  const more = total > groups.length ? `; the largest ${groups.length}` : "";
  return `${total.toLocaleString("en")} ${total === 1 ? "group" : "groups"}${more}.`;
}

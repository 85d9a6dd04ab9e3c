// While there is no map: what it would be, and the button that makes one.
import type { MapState } from "../../client/map";
import { Button } from "../../ui/Button";
import { Computing } from "./Computing";

interface Props {
  state: MapState;
  start: () => void;
}

export function Start({ state, start }: Props) {
  return (
    <div class="card map-start">
      <Picture />
      <div class="stack">
        <p class="map-lead">
          A map shows every passage of your documents as a point, and puts passages that say similar things side by
          side. You see what your documents are about, ask a question right in the map, and find what is missing.
        </p>
        {state.state === "computing" ? (
          <Computing state={state} />
        ) : (
          <div class="row">
            <Button kind="primary" onClick={start}>
              Compute the map
            </Button>
            <span class="small quiet">
              Seconds for thousands of passages, minutes for a million; questions are answered meanwhile.
            </span>
          </div>
        )}
      </div>
    </div>
  );
}

/** Three groups of points, as a sign of what will come. */
function Picture() {
  const groups = [
    { x: 42, y: 40, paint: "a", count: 14 },
    { x: 112, y: 62, paint: "b", count: 18 },
    { x: 60, y: 100, paint: "c", count: 11 },
  ];
  return (
    <svg class="map-sketch" viewBox="0 0 160 130" aria-hidden="true">
      {groups.flatMap(({ x, y, paint, count }) =>
        Array.from({ length: count }, (_, n) => {
          // A sunflower's spiral fills a disc evenly.
          const reach = 6.5 * Math.sqrt(n);
          const angle = n * 2.399963;
          return (
            <circle
              key={`${paint}${n}`}
              data-paint={paint}
              cx={x + reach * Math.cos(angle)}
              cy={y + reach * Math.sin(angle)}
              r={3.2}
            />
          );
        }),
      )}
    </svg>
  );
}

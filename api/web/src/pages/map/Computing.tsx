import type { MapState } from "../../client/map";
import { Progress } from "../../ui/Progress";

const STAGES: Record<string, string> = {
  starting: "Starting",
  reading: "Reading the vectors",
  neighbours: "Finding the neighbours of every passage",
  projecting: "Arranging the points",
  placing: "Placing the points that are left",
  clusters: "Finding groups and their names",
  measuring: "Measuring how true the picture is",
  writing: "Keeping the map",
};

/** How far the map is. */
export function Computing({ state: { progress } }: { state: MapState }) {
  const label = STAGES[progress?.stage ?? ""] ?? "Computing the map";
  return (
    <div class="map-computing" aria-live="polite">
      <Progress label={`${label} …`} share={progress?.done} />
    </div>
  );
}

// What every part of the page shares: the points, their names, and how to go to one of them.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Cluster, Legend } from "../../client/map";
import type { Theme } from "./draw/palette";
import type { Points } from "./points/points";
import type { Viewport } from "./viewport";

export interface Atlas {
  collection: string;
  points: Points;
  legend: Legend;
  clusters: readonly Cluster[];
  theme: Theme;
  viewport: Viewport;
  /** The document that a point belongs to, as a person calls it. */
  nameOf: (index: number) => string;
  /** Whether the legend shows a point. */
  shown: (index: number) => boolean;
  /** Open a passage beside the map; `travel` moves the map there too. */
  open: (chunkId: number, travel?: boolean) => void;
}

export const AtlasContext = createContext<Atlas | null>(null);

export function useAtlas(): Atlas {
  const atlas = useContext(AtlasContext);
  if (!atlas) throw new Error("there is no map around this part");
  return atlas;
}

/** Name and cluster of a point in one line. */
export function groupOf({ points, clusters }: Atlas, index: number): string {
  return clusters[points.clusters[index] as number]?.label ?? "in no group";
}

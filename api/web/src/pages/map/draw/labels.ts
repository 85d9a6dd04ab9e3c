// Names of clusters in the map: as many as fit without touching, the large ones first.
import type { Cluster } from "../../../client/map";
import type { Place } from "../points/points";
import { type Size, toScreen, type View } from "./view";

export interface Label {
  cluster: number;
  text: string;
  size: number;
  /** The middle of the text, in pixels of the page. */
  at: Place;
}

interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const LETTER = 0.6;
const GAP = 7;
const NARROW = 500;
const MOST_LETTERS = 30;

/** Which labels are shown depends on the zoom alone, so that none blinks while the map is moved. */
export function labelsOf(clusters: readonly Cluster[], view: View, window: Size): Label[] {
  const placed: Extent[] = [];
  const labels: Label[] = [];
  for (const cluster of clusters) {
    const label = {
      cluster: cluster.cluster,
      text: shortened(cluster.label),
      size: sizeOf(cluster, clusters, window),
      at: toScreen(view, window, cluster),
    };
    const extent = extentOf(label);
    if (placed.some((other) => touches(other, extent))) continue;
    placed.push(extent);
    labels.push(label);
  }
  const seen = ({ at }: Label) => at.x > -100 && at.y > -20 && at.x < window.width + 100 && at.y < window.height + 20;
  return labels
    .map((label, place) => {
      const moved = readable(label, window);
      const extent = extentOf(moved);
      return placed.some((other, index) => index !== place && touches(other, extent)) ? label : moved;
    })
    .filter(seen);
}

/** A name whose place is in the window, moved in as far as it takes to read it whole. */
function readable(label: Label, { width }: Size): Label {
  const { x, y } = label.at;
  const { left, right } = extentOf(label);
  const half = (right - left) / 2;
  if (x < 0 || x > width || 2 * half > width) return label;
  return { ...label, at: { x: Math.min(Math.max(x, half), width - half), y } };
}

/** The first words of a label, as many as are easily read in a map. */
export function shortened(label: string): string {
  const parts = label.split(", ");
  let text = parts[0] ?? "";
  for (const part of parts.slice(1)) {
    if (text.length + part.length + 2 > MOST_LETTERS) break;
    text += `, ${part}`;
  }
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

function sizeOf(cluster: Cluster, clusters: readonly Cluster[], { width }: Size): number {
  const largest = clusters[0]?.points ?? 1;
  const small = width < NARROW ? 10 : 11.5;
  return Math.round(small + 2.5 * Math.sqrt(cluster.points / Math.max(largest, 1)));
}

function extentOf({ text, size, at }: Label): Extent {
  const half = (text.length * size * LETTER) / 2 + GAP;
  return { left: at.x - half, right: at.x + half, top: at.y - size / 2 - GAP, bottom: at.y + size / 2 + GAP };
}

function touches(a: Extent, b: Extent): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// The points of a map in the order of their grid. An index is a place in this order, everywhere on the page.
import { type Box, type Columns, decode } from "./decode";
import { around, type Grid, gridOf, runs } from "./grid";

export interface Points extends Columns {
  length: number;
  sequence: number;
  grid: Grid;
  /** Chunk ids ascending, and the index of each: indexOf() searches them. */
  sortedIds: Uint32Array;
  indexOfSorted: Uint32Array;
}

export interface Place {
  x: number;
  y: number;
}

/** Read a body of `GET /v1/map/points`. */
export function pointsOf(body: ArrayBuffer): Points {
  const decoded = decode(body);
  const { grid, order } = gridOf(decoded.x, decoded.y);
  const indexOfSorted = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i += 1) indexOfSorted[order[i] as number] = i;
  return {
    length: order.length,
    sequence: decoded.sequence,
    grid,
    sortedIds: decoded.chunkIds,
    indexOfSorted,
    x: arranged(decoded.x, new Float32Array(order.length), order),
    y: arranged(decoded.y, new Float32Array(order.length), order),
    chunkIds: arranged(decoded.chunkIds, new Uint32Array(order.length), order),
    documents: arranged(decoded.documents, new Uint32Array(order.length), order),
    clusters: arranged(decoded.clusters, new Uint16Array(order.length), order),
    distortion: arranged(decoded.distortion, new Uint8Array(order.length), order),
    flags: arranged(decoded.flags, new Uint8Array(order.length), order),
  };
}

/** The index of a chunk; -1 when it is not in the map. */
export function indexOf(points: Points, chunkId: number): number {
  let low = 0;
  let high = points.sortedIds.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const id = points.sortedIds[middle] as number;
    if (id === chunkId) return points.indexOfSorted[middle] as number;
    if (id < chunkId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

export function placeOf(points: Points, index: number): Place {
  return { x: points.x[index] as number, y: points.y[index] as number };
}

/** The shown point nearest to a place, no farther than `reach`; -1 when there is none. */
export function nearest(points: Points, place: Place, reach: number, shown: (index: number) => boolean): number {
  let best = -1;
  let least = reach * reach;
  runs(points.grid, square(place, reach), (from, to) => {
    for (let i = from; i < to; i += 1) {
      const dx = (points.x[i] as number) - place.x;
      const dy = (points.y[i] as number) - place.y;
      const distance = dx * dx + dy * dy;
      if (distance <= least && shown(i)) {
        least = distance;
        best = i;
      }
    }
  });
  return best;
}

/** The shown points inside a closed outline (even-odd rule). */
export function within(points: Points, outline: readonly Place[], shown: (index: number) => boolean): number[] {
  if (outline.length < 3) return [];
  const corners = { x: Float32Array.from(outline, (p) => p.x), y: Float32Array.from(outline, (p) => p.y) };
  const found: number[] = [];
  runs(points.grid, around(corners.x, corners.y), (from, to) => {
    for (let i = from; i < to; i += 1)
      if (shown(i) && encloses(outline, points.x[i] as number, points.y[i] as number)) found.push(i);
  });
  return found;
}

/** How many shown points lie in a box, and the first of them. */
export function inBox(points: Points, box: Box, most: number, shown: (index: number) => boolean) {
  const first: number[] = [];
  let count = 0;
  runs(points.grid, box, (from, to) => {
    for (let i = from; i < to; i += 1) {
      const x = points.x[i] as number;
      const y = points.y[i] as number;
      if (x < box.left || x > box.right || y < box.bottom || y > box.top || !shown(i)) continue;
      if (count < most) first.push(i);
      count += 1;
    }
  });
  return { count, first };
}

function encloses(outline: readonly Place[], x: number, y: number): boolean {
  let inside = false;
  let before = outline[outline.length - 1] as Place;
  for (const corner of outline) {
    const crosses = corner.y > y !== before.y > y;
    if (crosses && x < ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) + corner.x) inside = !inside;
    before = corner;
  }
  return inside;
}

function square(place: Place, reach: number): Box {
  return { left: place.x - reach, right: place.x + reach, bottom: place.y - reach, top: place.y + reach };
}

function arranged<T extends Float32Array | Uint32Array | Uint16Array | Uint8Array>(
  from: T,
  to: T,
  order: Uint32Array,
): T {
  for (let i = 0; i < order.length; i += 1) to[i] = from[order[i] as number] as number;
  return to;
}

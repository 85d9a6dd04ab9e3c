// A uniform grid over the points. Points lie in memory cell by cell, so a row of cells is one run of indices: drawing
// skips what is out of view, and finding what is under the pointer looks at a few cells only.
import type { Box } from "./decode";

export interface Grid {
  box: Box;
  side: number;
  /** Points of cell c are the indices starts[c] to starts[c + 1]; cells row by row from the lower left. */
  starts: Uint32Array;
}

const POINTS_PER_CELL = 12;
const MOST_CELLS_A_SIDE = 512;

/** The grid and the order that sorts the points into it: `order[new index] = old index` (counting sort). */
export function gridOf(x: Float32Array, y: Float32Array): { grid: Grid; order: Uint32Array } {
  const n = x.length;
  const side = Math.max(1, Math.min(MOST_CELLS_A_SIDE, Math.ceil(Math.sqrt(n / POINTS_PER_CELL))));
  const box = around(x, y);
  const cells = new Uint32Array(n);
  const starts = new Uint32Array(side * side + 1);
  for (let i = 0; i < n; i += 1) {
    const cell = row(box, side, y[i] as number) * side + column(box, side, x[i] as number);
    cells[i] = cell;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let c = 0; c < side * side; c += 1) starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number);
  const next = starts.slice();
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i += 1) {
    const cell = cells[i] as number;
    order[next[cell] as number] = i;
    next[cell] = (next[cell] as number) + 1;
  }
  return { grid: { box, side, starts }, order };
}

/** Call with each run of indices [from, to) whose cells touch a box. */
export function runs({ box, side, starts }: Grid, wanted: Box, visit: (from: number, to: number) => void): void {
  if (wanted.right < box.left || wanted.left > box.right || wanted.top < box.bottom || wanted.bottom > box.top) return;
  const first = column(box, side, wanted.left);
  const last = column(box, side, wanted.right);
  const lowest = row(box, side, wanted.bottom);
  const highest = row(box, side, wanted.top);
  for (let r = lowest; r <= highest; r += 1) {
    const from = starts[r * side + first] as number;
    const to = starts[r * side + last + 1] as number;
    if (to > from) visit(from, to);
  }
}

/** The smallest box that holds all points; the unit square around nothing. */
export function around(x: Float32Array, y: Float32Array): Box {
  if (x.length === 0) return { left: -1, bottom: -1, right: 1, top: 1 };
  const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  for (let i = 0; i < x.length; i += 1) {
    const px = x[i] as number;
    const py = y[i] as number;
    if (px < box.left) box.left = px;
    if (px > box.right) box.right = px;
    if (py < box.bottom) box.bottom = py;
    if (py > box.top) box.top = py;
  }
  return box;
}

function column(box: Box, side: number, x: number): number {
  return cell(x - box.left, box.right - box.left, side);
}

function row(box: Box, side: number, y: number): number {
  return cell(y - box.bottom, box.top - box.bottom, side);
}

function cell(offset: number, extent: number, side: number): number {
  if (extent <= 0) return 0;
  return Math.max(0, Math.min(side - 1, Math.floor((offset / extent) * side)));
}

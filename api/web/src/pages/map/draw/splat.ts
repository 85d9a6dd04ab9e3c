// Points drawn into a buffer of pixels by the processor. Measured against WebGL and a library: see docs/map.md.
import type { Columns } from "../points/decode";
import { type Grid, runs } from "../points/grid";
import { seen, type Size, type View } from "./view";

/** A pixel is 0xAABBGGRR, as the bytes of an ImageData read on a little-endian machine. */
export interface Pixels extends Size {
  data: Uint32Array;
}

export const HIDDEN = 0;
export const DIM = 1;
export const NORMAL = 2;
export const LIT = 3;

/** How the points look: the colour of each is `colours[paint[i]]`; levels are drawn one over the other. */
export interface Look {
  paint: Uint8Array;
  level: Uint8Array;
  colours: Uint32Array;
  /** The same colours where a point stands back behind lit ones. */
  dimmed: Uint32Array;
  background: number;
}

export interface Sheet extends Pick<Columns, "x" | "y"> {
  grid: Grid;
}

const OPACITY = 0.82;
const LIT_GROWTH = 1.35;

/** Draw all that the view shows; scale and radius are in pixels of the buffer. */
export function splat(sheet: Sheet, look: Look, view: View, radius: number, pixels: Pixels): void {
  pixels.data.fill(look.background);
  for (const level of levelsOf(look.level)) {
    const colours = level === DIM ? look.dimmed : look.colours;
    pass(sheet, look, level, colours, view, level === LIT ? radius * LIT_GROWTH : radius, pixels);
  }
}

function pass(
  { x, y, grid }: Sheet,
  { paint, level: levels }: Look,
  level: number,
  colours: Uint32Array,
  view: View,
  radius: number,
  { data, width, height }: Pixels,
): void {
  const { reach, offsets, cover } = stamp(radius, width);
  const size = offsets.length;
  const { scale } = view;
  // Half a pixel is added so that truncation rounds.
  const left = width / 2 - view.x * scale + 0.5;
  const top = height / 2 + view.y * scale + 0.5;
  const right = width - reach;
  const bottom = height - reach;
  runs(grid, seen(view, { width, height }), (from, to) => {
    for (let i = from; i < to; i += 1) {
      if (levels[i] !== level) continue;
      const px = ((x[i] as number) * scale + left) | 0;
      const py = (top - (y[i] as number) * scale) | 0;
      if (px < reach || py < reach || px >= right || py >= bottom) continue;
      const colour = colours[paint[i] as number] as number;
      const redBlue = colour & 0xff00ff;
      const green = colour & 0x00ff00;
      const middle = py * width + px;
      for (let k = 0; k < size; k += 1) {
        const at = middle + (offsets[k] as number);
        const under = data[at] as number;
        const share = cover[k] as number;
        const rest = 256 - share;
        // Red and blue are mixed in one multiplication: a byte lies between them.
        data[at] =
          0xff000000 |
          ((((under & 0xff00ff) * rest + redBlue * share) >>> 8) & 0xff00ff) |
          ((((under & 0x00ff00) * rest + green * share) >>> 8) & 0x00ff00);
      }
    }
  });
}

/** A disc with a soft rim: places relative to its middle in a buffer of that width, and how much each is covered (of 256). */
function stamp(radius: number, width: number): { reach: number; offsets: Int32Array; cover: Int32Array } {
  const reach = Math.ceil(radius);
  const offsets: number[] = [];
  const cover: number[] = [];
  for (let dy = -reach; dy <= reach; dy += 1)
    for (let dx = -reach; dx <= reach; dx += 1) {
      const share = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(dx, dy)));
      if (share < 0.05) continue;
      offsets.push(dy * width + dx);
      cover.push(Math.round(share * OPACITY * 256));
    }
  return { reach, offsets: Int32Array.from(offsets), cover: Int32Array.from(cover) };
}

function levelsOf(level: Uint8Array): number[] {
  const present = new Set<number>();
  for (let i = 0; i < level.length && present.size < 4; i += 1) present.add(level[i] as number);
  return [DIM, NORMAL, LIT].filter((one) => present.has(one));
}

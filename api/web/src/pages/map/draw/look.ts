// From what is chosen on the page to how each point is drawn.
import type { Colouring } from "../colouring";
import { faded, pixel, type Theme } from "./palette";
import { DIM, HIDDEN, LIT, type Look, NORMAL } from "./splat";

const DIMMED_SHARE = 0.26;

/** `chosen`: entries of the legend that are shown (empty: all). `lit`: points that stand out (null: none do). */
export function lookOf(
  colouring: Colouring,
  chosen: ReadonlySet<number>,
  lit: Iterable<number> | null,
  theme: Theme,
): Look {
  const { category, entries, colours } = colouring;
  const shows = entries.map((_, place) => chosen.size === 0 || chosen.has(place));
  const level = new Uint8Array(category.length);
  const paint = new Uint8Array(category.length);
  for (let i = 0; i < category.length; i += 1) {
    const place = category[i] as number;
    level[i] = shows[place] ? (lit ? DIM : NORMAL) : HIDDEN;
    paint[i] = entries[place]?.paint ?? 0;
  }
  for (const index of lit ?? []) if (level[index] === DIM) level[index] = LIT;
  const ground = theme.background;
  return {
    paint,
    level,
    colours: Uint32Array.from(colours, pixel),
    dimmed: Uint32Array.from(colours, (colour) => pixel(faded(colour, ground, DIMMED_SHARE))),
    background: pixel(ground),
  };
}

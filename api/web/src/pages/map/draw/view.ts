// What part of the map is looked at: the place in the middle, and how many pixels one unit of the map takes.
import type { Box } from "../points/decode";
import type { Place } from "../points/points";

export interface View extends Place {
  scale: number;
}

/** Pixels of the page; y runs downwards, unlike in the map. */
export interface Size {
  width: number;
  height: number;
}

const MARGIN = 0.06;
export const DEEPEST = 400;
/** Pixels a unit where the whole map fills the window of a usual screen. */
const ROOMY_SCALE = 380;

/** The view that shows a box as large as it goes. */
export function fitted(box: Box, { width, height }: Size): View {
  const across = Math.max(box.right - box.left, 1e-3);
  const upright = Math.max(box.top - box.bottom, 1e-3);
  const scale = Math.min((width * (1 - 2 * MARGIN)) / across, (height * (1 - 2 * MARGIN)) / upright);
  return { x: (box.left + box.right) / 2, y: (box.bottom + box.top) / 2, scale: Math.max(scale, 1) };
}

export function toScreen(view: View, { width, height }: Size, place: Place): Place {
  return { x: (place.x - view.x) * view.scale + width / 2, y: height / 2 - (place.y - view.y) * view.scale };
}

export function toMap(view: View, { width, height }: Size, at: Place): Place {
  return { x: view.x + (at.x - width / 2) / view.scale, y: view.y - (at.y - height / 2) / view.scale };
}

/** Moved by pixels of the page, as a dragged sheet moves. */
export function panned(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x - dx / view.scale, y: view.y + dy / view.scale };
}

/** Zoomed so that the place under `at` stays under it; between a fifth and DEEPEST times the whole map. */
export function zoomed(view: View, size: Size, at: Place, factor: number, whole: View): View {
  const scale = Math.max(whole.scale / 5, Math.min(whole.scale * DEEPEST, view.scale * factor));
  const held = toMap(view, size, at);
  return { x: held.x - (at.x - size.width / 2) / scale, y: held.y + (at.y - size.height / 2) / scale, scale };
}

/** The part of the map that is seen. */
export function seen(view: View, { width, height }: Size): Box {
  const across = width / 2 / view.scale;
  const upright = height / 2 / view.scale;
  return { left: view.x - across, right: view.x + across, bottom: view.y - upright, top: view.y + upright };
}

/** Radius of a point in pixels: smaller where there are many or the window is small, growing slowly as one comes nearer. */
export function radiusOf(points: number, view: View, whole: View): number {
  const roomy = Math.max(0.6, Math.min(1.2, Math.sqrt(whole.scale / ROOMY_SCALE)));
  const far = Math.max(0.9, Math.min(5, 16 / Math.max(points, 1) ** 0.2) * roomy);
  return Math.min(7, far * Math.max(view.scale / whole.scale, 1) ** 0.35);
}

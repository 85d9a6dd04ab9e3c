// What a kept picture shows: the same as the window onto the map.
import type { Label } from "../draw/labels";
import type { Mark } from "../draw/marks";
import type { Colour, Theme } from "../draw/palette";
import type { Look } from "../draw/splat";
import type { Size, View } from "../draw/view";
import type { Place, Points } from "../points/points";

export interface Scene {
  points: Points;
  look: Look;
  colours: readonly Colour[];
  theme: Theme;
  view: View;
  size: Size;
  radius: number;
  labels: Label[];
  /** With their places in pixels of the picture. */
  marks: Mark[];
  question: Place | null;
}

export const INK = { light: "#1d1c19", dark: "#ecebe5" };
export const FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";

// The window onto the map as a file.
import type { Atlas } from "../atlas";
import type { Colouring } from "../colouring";
import { labelsOf } from "../draw/labels";
import type { Mark } from "../draw/marks";
import type { Painter } from "../draw/painter";
import type { Look } from "../draw/splat";
import { radiusOf, toScreen } from "../draw/view";
import type { Place } from "../points/points";
import { pngOf, RATIO } from "./png";
import type { Scene } from "./scene";
import { svgOf } from "./svg";

interface Shown {
  atlas: Atlas;
  look: Look;
  colouring: Colouring;
  marks: readonly Mark[];
  question: Place | null;
}

export async function picture(kind: "png" | "svg", shown: Shown, painter: Painter | null): Promise<Blob> {
  const scene = sceneOf(shown);
  if (kind === "svg") return new Blob([svgOf(scene)], { type: "image/svg+xml" });
  if (!painter) throw new Error("the map is not drawn yet");
  return pngOf(scene, await painter.picture(RATIO));
}

function sceneOf({ atlas, look, colouring, marks, question }: Shown): Scene {
  const { points, clusters, theme, viewport } = atlas;
  const { view, whole, size } = viewport;
  return {
    points,
    look,
    colours: colouring.colours,
    theme,
    view,
    size,
    radius: radiusOf(points.length, view, whole),
    labels: labelsOf(clusters, view, size),
    marks: marks.map((mark) => ({ ...mark, place: toScreen(view, size, mark.place) })),
    question: question && toScreen(view, size, question),
  };
}

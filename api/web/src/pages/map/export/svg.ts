// The view as SVG: points of one colour are one path of dots, so that a hundred thousand stay a few megabytes.
import { outline } from "../draw/marks";
import { type Colour, css, faded } from "../draw/palette";
import { DIM, HIDDEN, LIT, NORMAL } from "../draw/splat";
import { seen, toScreen } from "../draw/view";
import { runs } from "../points/grid";
import { FONT, INK, type Scene } from "./scene";

const DIMMED_SHARE = 0.26;

export function svgOf(scene: Scene): string {
  const { theme, size, labels, marks, question } = scene;
  const ink = theme.dark ? INK.dark : INK.light;
  const ground = css(theme.background);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" font-family="${FONT}">`,
    `<rect width="100%" height="100%" fill="${ground}"/>`,
    `<g fill="none" stroke-linecap="round" stroke-opacity="0.82">${dots(scene)}</g>`,
    `<g fill="${ink}" stroke="${ground}" stroke-width="3" paint-order="stroke" text-anchor="middle" font-weight="600">`,
    ...labels.map(
      ({ text, size, at }) =>
        `<text x="${at.x.toFixed(1)}" y="${(at.y + size / 3).toFixed(1)}" font-size="${size}">${escaped(text)}</text>`,
    ),
    "</g>",
    ...marks.map(
      ({ place, shape, size, stroke, fill }) =>
        `<path transform="translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})" d="${outline(shape, size)}" ` +
        `stroke="${stroke}" fill="${fill}" stroke-width="2"/>`,
    ),
    question
      ? `<circle cx="${question.x}" cy="${question.y}" r="9" fill="none" stroke="${ink}" stroke-width="3"/>`
      : "",
    "</svg>",
  ].join("\n");
}

function dots(scene: Scene): string {
  const { colours, theme } = scene;
  const groups: [number, number, readonly Colour[]][] = [
    [DIM, 1, colours.map((colour) => faded(colour, theme.background, DIMMED_SHARE))],
    [NORMAL, 1, colours],
    [LIT, 1.35, colours],
  ];
  return groups.map(([level, growth, shades]) => dotsOf(scene, level, growth, shades)).join("");
}

function dotsOf(scene: Scene, level: number, growth: number, shades: readonly Colour[]): string {
  const { points, look, view, size, radius } = scene;
  const paths: string[][] = shades.map(() => []);
  runs(points.grid, seen(view, size), (from, to) => {
    for (let i = from; i < to; i += 1) {
      if (look.level[i] !== level || level === HIDDEN) continue;
      const { x, y } = toScreen(view, size, { x: points.x[i] as number, y: points.y[i] as number });
      // The grid's cells reach beyond the window.
      if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue;
      paths[look.paint[i] as number]?.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    }
  });
  const width = ((2 * radius + 1) * growth).toFixed(1);
  return paths
    .map((path, paint) => [path, shades[paint]] as const)
    .filter(([path]) => path.length)
    .map(([path, shade]) => `<path stroke="${css(shade as Colour)}" stroke-width="${width}" d="${path.join("")}"/>`)
    .join("\n");
}

/** Text as it may stand in markup. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Control characters are no part of XML at all.
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? "");
}

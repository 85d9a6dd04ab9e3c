import { expect, test } from "vitest";
import { LIGHT } from "../draw/palette";
import { DIM, NORMAL } from "../draw/splat";
import { bodyOf } from "../points/fixture";
import { pointsOf } from "../points/points";
import { escaped, svgOf } from "./svg";
import { csv } from "./table";

test("cells that a spreadsheet would compute are quoted", () => {
  expect(csv([["=1+1", "+a", "-b", "@c", "\td", "plain", -1.5]])).toBe("'=1+1,'+a,'-b,'@c,'\td,plain,-1.5\r\n");
});

test("commas, quotes and line breaks stay inside their cell", () => {
  expect(csv([["a,b", 'say "so"', "two\nlines"]])).toBe('"a,b","say ""so""","two\nlines"\r\n');
});

test("markup in a label stays text", () => {
  expect(escaped('<img onerror="x">&\u0001')).toBe("&lt;img onerror=&quot;x&quot;&gt;&amp;");
});

test("the picture holds every point that is seen, in its colour", () => {
  const points = pointsOf(
    bodyOf([
      { x: 0, y: 0, chunkId: 1 },
      { x: 0.1, y: 0, chunkId: 2 },
      { x: 50, y: 0, chunkId: 3 },
    ]),
  );
  const svg = svgOf({
    points,
    look: {
      paint: Uint8Array.of(0, 1, 0),
      level: Uint8Array.of(NORMAL, DIM, NORMAL),
      colours: new Uint32Array(2),
      dimmed: new Uint32Array(2),
      background: 0,
    },
    colours: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    theme: LIGHT,
    view: { x: 0, y: 0, scale: 100 },
    size: { width: 200, height: 100 },
    radius: 2,
    labels: [{ cluster: 0, text: "<script>", size: 12, at: { x: 10, y: 10 } }],
    marks: [{ place: { x: 5, y: 5 }, shape: "star", size: 9, stroke: "#000000", fill: "none" }],
    question: { x: 100, y: 50 },
  });
  expect(svg).toContain('d="M100.0 50.0h0"');
  expect(svg).toContain('d="M110.0 50.0h0"');
  expect(svg).not.toContain("M5100");
  expect(svg).toContain("rgb(1 2 3)");
  expect(svg).toContain("&lt;script&gt;");
  expect(svg).not.toContain("<script>");
});

import { expect, test } from "vitest";
import { labelsOf, shortened } from "./labels";

const SIZE = { width: 800, height: 600 };
const cluster = (label: string, points: number, x: number, y: number) => ({
  cluster: 0,
  label,
  words: [],
  points,
  x,
  y,
});

test("a small cluster gives way to a large one beside it, and comes back nearer", () => {
  const clusters = [cluster("large", 900, 0, 0), cluster("small", 9, 0.02, 0.005)];
  expect(labelsOf(clusters, { x: 0, y: 0, scale: 300 }, SIZE).map(({ text }) => text)).toEqual(["large"]);
  expect(labelsOf(clusters, { x: 0, y: 0, scale: 6000 }, SIZE).map(({ text }) => text)).toEqual(["large", "small"]);
});

test("no two labels touch", () => {
  const many = Array.from({ length: 150 }, (_, i) =>
    cluster(`word${i}, another`, 150 - i, Math.sin(i * 9.7), Math.cos(i * 5.3) * 0.8),
  );
  const labels = labelsOf(many, { x: 0, y: 0, scale: 350 }, SIZE);
  expect(labels.length).toBeGreaterThan(8);
  for (const [place, a] of labels.entries())
    for (const b of labels.slice(place + 1)) {
      const wide = ((a.text.length + b.text.length) / 2) * 0.5 * Math.min(a.size, b.size);
      expect(Math.abs(a.at.x - b.at.x) >= wide || Math.abs(a.at.y - b.at.y) >= Math.min(a.size, b.size)).toBe(true);
    }
});

test("a name at the edge of the window can be read whole", () => {
  const [label] = labelsOf([cluster("some words", 9, 1.3, 0)], { x: 0, y: 0, scale: 300 }, SIZE);
  expect(label?.at.x).toBeGreaterThan(700);
  expect(label?.at.x).toBeLessThan(780);
});

test("which labels are shown does not change while the map is moved", () => {
  const clusters = [cluster("large", 900, 0, 0), cluster("beside", 9, 0.1, 0)];
  const shown = (x: number) => labelsOf(clusters, { x, y: 0, scale: 300 }, SIZE).map(({ text }) => text);
  expect(shown(0.3)).toEqual(shown(0));
});

test("long labels keep their first words", () => {
  expect(shortened("regular expression, pattern, match, group")).toBe("regular expression, pattern");
  expect(shortened("a".repeat(50))).toHaveLength(30);
  expect(shortened("short")).toBe("short");
});

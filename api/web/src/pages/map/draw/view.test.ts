import { expect, test } from "vitest";
import { DEEPEST, fitted, panned, radiusOf, seen, toMap, toScreen, zoomed } from "./view";

const SIZE = { width: 800, height: 400 };
const BOX = { left: -1, right: 1, bottom: -0.5, top: 0.5 };
const WHOLE = fitted(BOX, SIZE);

test("the whole map fits into the window", () => {
  for (const [x, y] of [
    [-1, -0.5],
    [1, 0.5],
  ] as const) {
    const at = toScreen(WHOLE, SIZE, { x, y });
    expect(at.x).toBeGreaterThan(0);
    expect(at.x).toBeLessThan(800);
    expect(at.y).toBeGreaterThan(0);
    expect(at.y).toBeLessThan(400);
  }
});

test("up in the map is up on the screen, and there and back is the same place", () => {
  expect(toScreen(WHOLE, SIZE, { x: 0, y: 0.4 }).y).toBeLessThan(200);
  const back = toMap(WHOLE, SIZE, toScreen(WHOLE, SIZE, { x: 0.3, y: -0.2 }));
  expect(back.x).toBeCloseTo(0.3);
  expect(back.y).toBeCloseTo(-0.2);
});

test("a dragged point follows the pointer", () => {
  const before = toScreen(WHOLE, SIZE, { x: 0.2, y: 0.1 });
  const after = toScreen(panned(WHOLE, 30, -20), SIZE, { x: 0.2, y: 0.1 });
  expect(after.x - before.x).toBeCloseTo(30);
  expect(after.y - before.y).toBeCloseTo(-20);
});

test("zooming holds what is under the pointer, and has an end", () => {
  const at = { x: 700, y: 50 };
  const nearer = zoomed(WHOLE, SIZE, at, 3, WHOLE);
  expect(toMap(nearer, SIZE, at).x).toBeCloseTo(toMap(WHOLE, SIZE, at).x);
  expect(toMap(nearer, SIZE, at).y).toBeCloseTo(toMap(WHOLE, SIZE, at).y);
  expect(zoomed(WHOLE, SIZE, at, 1e9, WHOLE).scale).toBe(WHOLE.scale * DEEPEST);
  expect(zoomed(WHOLE, SIZE, at, 1e-9, WHOLE).scale).toBe(WHOLE.scale / 5);
});

test("what is seen is what the corners of the window show", () => {
  const { left, top } = seen(WHOLE, SIZE);
  const corner = toMap(WHOLE, SIZE, { x: 0, y: 0 });
  expect(left).toBeCloseTo(corner.x);
  expect(top).toBeCloseTo(corner.y);
});

test("points shrink with their number and grow as one comes nearer", () => {
  const near = { ...WHOLE, scale: WHOLE.scale * 10 };
  expect(radiusOf(1_000_000, WHOLE, WHOLE)).toBeLessThan(radiusOf(1000, WHOLE, WHOLE));
  expect(radiusOf(1000, near, WHOLE)).toBeGreaterThan(radiusOf(1000, WHOLE, WHOLE));
});

import { expect, test } from "vitest";
import { bodyOf } from "../points/fixture";
import { type Points, pointsOf } from "../points/points";
import { pixel } from "./palette";
import { DIM, HIDDEN, LIT, type Look, NORMAL, type Pixels, splat } from "./splat";
import { toScreen } from "./view";

const SIZE = { width: 60, height: 40 };
const VIEW = { x: 0, y: 0, scale: 20 };
const GROUND = pixel([0, 0, 0]);

function lookOf(levels: number[]): Look {
  return {
    paint: Uint8Array.from(levels, (_, i) => i % 2),
    level: Uint8Array.from(levels),
    colours: Uint32Array.of(pixel([255, 0, 0]), pixel([0, 0, 255])),
    dimmed: Uint32Array.of(pixel([50, 0, 0]), pixel([0, 0, 50])),
    background: GROUND,
  };
}

function drawn(points: Points, look: Look, view = VIEW): Pixels {
  const pixels = { ...SIZE, data: new Uint32Array(SIZE.width * SIZE.height) };
  splat(points, look, view, 2, pixels);
  return pixels;
}

const at = (pixels: Pixels, x: number, y: number) => pixels.data[Math.round(y) * pixels.width + Math.round(x)] ?? 0;
const red = (value: number) => value & 255;
const blue = (value: number) => (value >>> 16) & 255;

const two = pointsOf(
  bodyOf([
    { x: -0.5, y: 0.5, chunkId: 1 },
    { x: 0.5, y: -0.5, chunkId: 2 },
  ]),
);
const first = two.chunkIds[0] === 1 ? 0 : 1;

test("a point is drawn where the view has it, y upwards", () => {
  const pixels = drawn(two, lookOf([NORMAL, NORMAL]));
  for (const [index, colour] of [
    [first, first === 0 ? red : blue],
    [1 - first, first === 0 ? blue : red],
  ] as const) {
    const { x, y } = toScreen(VIEW, SIZE, { x: two.x[index] as number, y: two.y[index] as number });
    expect(colour(at(pixels, x, y))).toBeGreaterThan(180);
    expect(at(pixels, x + 5, y)).toBe(GROUND);
  }
});

test("moving the view moves the points", () => {
  const pixels = drawn(two, lookOf([NORMAL, NORMAL]), { x: 0.5, y: -0.5, scale: 20 });
  expect(at(pixels, 30, 20)).not.toBe(GROUND);
});

test("what is hidden leaves no trace, what is dimmed a weak one", () => {
  expect(drawn(two, lookOf([HIDDEN, HIDDEN])).data.every((value) => value === GROUND)).toBe(true);
  const dimmed = Math.max(...drawn(two, lookOf([DIM, DIM])).data.map((value) => Math.max(red(value), blue(value))));
  expect(dimmed).toBeGreaterThan(20);
  expect(dimmed).toBeLessThan(60);
});

test("lit points lie over dimmed ones, whatever their order", () => {
  const same = pointsOf(
    bodyOf([
      { x: 0, y: 0, chunkId: 1 },
      { x: 0, y: 0, chunkId: 2 },
    ]),
  );
  for (const [levels, colour] of [
    [[LIT, DIM], red],
    [[DIM, LIT], blue],
  ] as const)
    expect(colour(at(drawn(same, lookOf([...levels])), 30, 20))).toBeGreaterThan(180);
});

test("points at the rim and beyond it spoil no pixel of the other side", () => {
  const rim = pointsOf(
    bodyOf(Array.from({ length: 200 }, (_, i) => ({ x: 1.5 + i / 100, y: i / 100 - 1, chunkId: i + 1 }))),
  );
  const pixels = drawn(rim, lookOf(Array.from({ length: 200 }, () => NORMAL)));
  for (let y = 0; y < SIZE.height; y += 1) expect(at(pixels, 0, y)).toBe(GROUND);
});

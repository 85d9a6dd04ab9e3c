import { expect, test } from "vitest";
import { bodyOf, scattered } from "./fixture";
import { inBox, indexOf, nearest, placeOf, pointsOf, within } from "./points";

const all = () => true;
const rows = scattered(2000);
const points = pointsOf(bodyOf(rows));

test("every point keeps all of its columns through the sorting", () => {
  expect(points.length).toBe(2000);
  expect(points.sequence).toBe(812);
  for (const row of rows) {
    const index = indexOf(points, row.chunkId);
    expect(points.chunkIds[index]).toBe(row.chunkId);
    expect(points.x[index]).toBeCloseTo(row.x, 6);
    expect(points.y[index]).toBeCloseTo(row.y, 6);
    expect(points.documents[index]).toBe(row.document);
    expect(points.clusters[index]).toBe(row.cluster);
  }
});

test("a chunk that is not in the map has no index", () => {
  for (const chunkId of [0, 11, 10 + 3 * 2000]) expect(indexOf(points, chunkId)).toBe(-1);
});

test("the nearest point is the one that looking at all of them finds", () => {
  for (let i = 0; i < 200; i += 1) {
    const place = { x: Math.sin(i * 3.3) * 1.1, y: Math.cos(i * 5.7) * 1.1 };
    const far = (index: number) => Math.hypot(placeOf(points, index).x - place.x, placeOf(points, index).y - place.y);
    const best = Array.from({ length: points.length }, (_, index) => index).reduce((a, b) => (far(b) < far(a) ? b : a));
    const found = nearest(points, place, 0.2, all);
    if (far(best) > 0.2) expect(found).toBe(-1);
    else expect(far(found)).toBeCloseTo(far(best), 6);
  }
});

test("hidden points are not found", () => {
  const index = indexOf(points, 10);
  expect(nearest(points, placeOf(points, index), 0.001, all)).toBe(index);
  expect(nearest(points, placeOf(points, index), 0.001, (i) => i !== index)).toBe(-1);
});

test("an outline encloses what lies inside it, also where it turns inwards", () => {
  const notched = [
    { x: -0.8, y: -0.8 },
    { x: 0.8, y: -0.8 },
    { x: 0.8, y: 0.8 },
    { x: 0, y: 0 },
    { x: -0.8, y: 0.8 },
  ];
  const inside = (x: number, y: number) => Math.abs(x) < 0.8 && y > -0.8 && y < Math.abs(x);
  const expected = rows.filter(({ x, y }) => inside(x, y)).map(({ chunkId }) => chunkId);
  const found = within(points, notched, all).map((index) => points.chunkIds[index]);
  expect(found.sort((a = 0, b = 0) => a - b)).toEqual(expected);
});

test("a line encloses nothing", () => {
  expect(
    within(
      points,
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      all,
    ),
  ).toEqual([]);
});

test("points in a box are counted, the first of them listed", () => {
  const box = { left: -0.3, right: 0.4, bottom: 0, top: 0.9 };
  const expected = rows.filter(({ x, y }) => x >= -0.3 && x <= 0.4 && y >= 0 && y <= 0.9).length;
  const { count, first } = inBox(points, box, 10, all);
  expect(count).toBe(expected);
  expect(first).toHaveLength(10);
});

test("one point, and many at one place", () => {
  const same = pointsOf(bodyOf([1, 2, 3].map((chunkId) => ({ x: 0.5, y: 0.5, chunkId }))));
  expect(
    within(
      same,
      [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
        { x: 0, y: 1 },
      ],
      all,
    ),
  ).toHaveLength(3);
  expect(pointsOf(bodyOf([])).length).toBe(0);
  expect(nearest(pointsOf(bodyOf([])), { x: 0, y: 0 }, 1, all)).toBe(-1);
});

test("another layout and a body that was cut off are refused", () => {
  const body = bodyOf(rows.slice(0, 3));
  expect(() => pointsOf(body.slice(0, -1))).toThrow("cut off");
  expect(() => pointsOf(body.slice(0, 10))).toThrow("cut off");
  new DataView(body).setUint8(3, 50);
  expect(() => pointsOf(body)).toThrow("layout");
});

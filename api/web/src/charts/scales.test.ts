import { describe, expect, it } from "vitest";
import { decimal, linear, path, percent, ticks } from "./scales";

describe("linear", () => {
  it("maps the ends of the domain to those of the range, downwards too", () => {
    const scale = linear([0, 1], [240, 10]);
    expect([scale(0), scale(1), scale(0.5)]).toEqual([240, 10, 125]);
  });

  it("does not divide by nothing", () => {
    expect(linear([3, 3], [0, 100])(3)).toBe(0);
  });
});

describe("ticks", () => {
  it("are round and stay within", () => {
    expect(ticks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks([0, 87])).toEqual([0, 20, 40, 60, 80]);
    expect(ticks([-0.32, 0.18], 5)).toEqual([-0.3, -0.2, -0.1, 0, 0.1]);
  });

  it("of a single value are that value", () => {
    expect(ticks([2, 2])).toEqual([2]);
  });
});

it("writes paths with one decimal", () => {
  const points: [number, number][] = [
    [0, 1.26],
    [10.04, 3],
  ];
  expect(path(points)).toBe("M0.0 1.3L10.0 3.0");
});

it("writes shares and numbers, and a dash for what has no value", () => {
  expect([percent(0.484), percent(0.0714, 1), percent(null), decimal(0.1966), decimal(undefined)]).toEqual([
    "48 %",
    "7.1 %",
    "–",
    "0.20",
    "–",
  ]);
});

import { expect, test } from "vitest";
import { codePoints, cut, slice, toCodePoints, toUtf16 } from "./codepoints";

const MIXED = "a😀漢字e\u0301👩‍🚀z";

test("an emoji is one code point and two units", () => {
  expect(toUtf16(MIXED, 2)).toBe(3);
  expect(toCodePoints(MIXED, 3)).toBe(2);
});

test("slices are those of the service", () => {
  const points = Array.from(MIXED);
  for (let start = 0; start <= points.length; start += 1)
    for (let end = start; end <= points.length; end += 1)
      expect(slice(MIXED, start, end)).toBe(points.slice(start, end).join(""));
});

test("both directions agree", () => {
  for (let point = 0; point <= Array.from(MIXED).length; point += 1)
    expect(toCodePoints(MIXED, toUtf16(MIXED, point))).toBe(point);
});

test("a lone half counts as one", () => {
  expect(slice("x\ud800y", 1, 3)).toBe("\ud800y");
});

test("cuts are slices one after the other", () => {
  const length = codePoints(MIXED);
  for (let first = 0; first <= length; first += 1)
    for (let second = first; second <= length; second += 1)
      expect(cut(MIXED, [first, second])).toEqual([
        slice(MIXED, 0, first),
        slice(MIXED, first, second),
        slice(MIXED, second, length),
      ]);
});

import { expect, test } from "vitest";
import { firstPageOf, missingWords, pictureWidth, quotesOn } from "./paging";

const PAGES = {
  version: 1,
  viewable: true,
  pages: [
    { number: 1, start: 0, end: 10 },
    { number: 2, start: 10, end: 10 },
    { number: 3, start: 10, end: 30 },
  ],
};

test("a quote is on the page it begins on, never on an empty one", () => {
  expect(firstPageOf(PAGES, { start: 9, end: 12 })).toBe(1);
  expect(firstPageOf(PAGES, { start: 10, end: 12 })).toBe(3);
  expect(firstPageOf(PAGES, { start: 99, end: 100 })).toBe(1);
});

test("a quote over two pages stands on both", () => {
  const spans = [
    { start: 9, end: 12 },
    { start: 20, end: 21 },
  ];
  expect(quotesOn(PAGES, 1, spans).map(({ quote }) => quote)).toEqual([0]);
  expect(quotesOn(PAGES, 3, spans).map(({ quote }) => quote)).toEqual([0, 1]);
  expect(quotesOn(PAGES, 2, spans)).toEqual([]);
});

test("pictures come in a few widths, within what the service draws", () => {
  expect(pictureWidth(0, 2)).toBe(0);
  expect(pictureWidth(300, 1)).toBe(400);
  expect(pictureWidth(601, 1)).toBe(800);
  expect(pictureWidth(900, 3)).toBe(2400);
});

test("what is missing is said", () => {
  const found = { page: 1, width: 1, height: 1, boxes: [] };
  expect(missingWords({ ...found, words: 4, missing: 0 })).toBe("");
  expect(missingWords({ ...found, words: 4, missing: 1 })).toMatch(/^1 of the quote's 4 words/);
  expect(missingWords({ ...found, words: 4, missing: 4 })).toMatch(/nothing is boxed/);
});

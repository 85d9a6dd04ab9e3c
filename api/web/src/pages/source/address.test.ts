import { expect, test } from "vitest";
import { asked } from "./address";

const ID = "0123456789abcdef01234567";
const of = (query: string) => asked(new URLSearchParams(query));

test("a citation's address", () => {
  expect(of(`document=${ID}&version=2&start=5&end=9&page=3`)).toEqual({
    documentId: ID,
    version: 2,
    spans: [{ start: 5, end: 9 }],
    page: 3,
  });
});

test("several quotes", () => {
  expect(of(`document=${ID}&start=1&end=2&start=4&end=8`)?.spans).toEqual([
    { start: 1, end: 2 },
    { start: 4, end: 8 },
  ]);
});

test.each(["", "document=x", "document=../../etc", `document=${ID}0`])("%s names no document", (query) =>
  expect(of(query)).toBeNull(),
);

test.each(["start=9&end=5", "start=-1&end=5", "start=1e9&end=5", "start=5", "start=1&end=99999999999"])(
  "%s is no quote",
  (query) => expect(of(`document=${ID}&${query}`)?.spans).toEqual([]),
);

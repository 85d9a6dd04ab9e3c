import { expect, test } from "vitest";
import { cellsOf } from "./rows";

test("a row is its cells, without the empty ones", () => {
  expect(cellsOf("| GPT | 2018 |  | decoder |")).toEqual([["GPT", "2018", "decoder"]]);
});

test("the ruler under a header is left out", () => {
  expect(cellsOf("| a | b |\n| --- | :-: |\n| 1 | 2 |")).toEqual([
    ["a", "b"],
    ["1", "2"],
  ]);
});

test("a bar inside a cell stays in it", () => {
  expect(cellsOf("| a \\| b | c |")).toEqual([["a | b", "c"]]);
});

test("a sentence is no row", () => {
  expect(cellsOf("either | or")).toBeNull();
  expect(cellsOf("| a |\nand text")).toBeNull();
  expect(cellsOf("")).toBeNull();
});

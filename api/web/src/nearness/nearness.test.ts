import { expect, test } from "vitest";
import { piecesOf, strength } from "./marks";
import { fileName, inWords, shortened, shown } from "./words";

const token = (start: number, end: number, special = false) => ({ start, end, special });

test("pieces put together are the text, whatever stands in it", () => {
  const text = "a 😀 bookworm 猫!";
  const pieces = piecesOf(text, [
    token(0, 0, true),
    token(0, 1),
    token(2, 3),
    token(4, 8),
    token(8, 12),
    token(13, 14),
  ]);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  expect(pieces.filter((piece) => piece.token).map((piece) => piece.text)).toEqual(["a", "😀", "book", "worm", "猫"]);
  expect(pieces.find((piece) => piece.text === "worm")?.place).toBe(4);
});

test("tokens that overlap or stand for nothing do not double the text", () => {
  const pieces = piecesOf("abc", [token(0, 2), token(1, 3), token(2, 2)]);
  expect(pieces.map((piece) => piece.text)).toEqual(["ab", "c"]);
});

test("strength is a share of the largest, and nothing of nothing", () => {
  expect(strength(-0.5, 1)).toBe(50);
  expect(strength(2, 1)).toBe(100);
  expect(strength(0, 0)).toBe(0);
});

test("figures are written in one way", () => {
  expect(shown(0.256)).toBe("0.26");
  expect(shown(-0.004)).toBe("0.00");
  expect(shown(-0.25)).toBe("−0.25");
  expect(inWords(0.26)).toBe("distantly related");
});

test("a uri is shown by its last part, also where it is not decodable", () => {
  expect(fileName("upload:///my%20file.md")).toBe("my file.md");
  expect(fileName("upload:///100%.md")).toBe("100%.md");
});

test("long texts are cut between words and never within a character", () => {
  expect(shortened("one two  three", 8)).toBe("one two …");
  expect(shortened("😀😀😀", 3)).toBe("😀 …");
  expect(shortened("short", 8)).toBe("short");
});

import { expect, test } from "vitest";
import { distinctive, firstWords } from "./words";

test("words that stand here and not elsewhere set a selection apart", () => {
  const here = ["the lawn mower runs on petrol", "the mower needs a sharp blade", "sharpen the blade of the mower"];
  const all = [...here, "the ship left the port", "the port of the city", "the city by the sea", "the old ship"];
  const words = distinctive(here, all);
  expect(words[0]).toBe("mower");
  expect(words).toContain("blade");
  expect(words).not.toContain("the");
});

test("words of every script that parts them count", () => {
  expect(distinctive(["день рождения", "день недели"], ["море", "гора"])[0]).toBe("день");
});

test("nothing is set apart from itself, and nothing has no words", () => {
  expect(distinctive([], [])).toEqual([]);
  expect(distinctive(["same words"], ["same words"])).toEqual([]);
});

test("first words end between words", () => {
  expect(firstWords("  one\n two  three ")).toBe("one two three");
  expect(firstWords(`${"word ".repeat(60)}`, 22)).toBe("word word word word …");
  expect(firstWords("😀".repeat(40), 11)).toBe(`${"😀".repeat(5)} …`);
});

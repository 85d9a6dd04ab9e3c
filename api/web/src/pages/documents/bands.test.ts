import { expect, test } from "vitest";
import { bandsOf } from "./bands";

const chunk = (ordinal: number, start: number, end: number) => ({
  ordinal,
  start,
  end,
  context: "",
  page: null,
  tokens: 1,
  suspicion: null,
});

test("every band is what the service calls this passage, emoji and CJK included", () => {
  const text = "# 🦊 fox\n\n猫が好き。\n\n👩‍👩‍👧 family";
  const points = [...text];
  const chunks = [chunk(0, 0, 7), chunk(1, 9, 14), chunk(2, 16, points.length)];
  const bands = bandsOf(text, chunks);
  expect(bands.map((band) => band.text).join("")).toBe(text);
  for (const { text: shown, chunk: its } of bands) {
    if (its) expect(shown).toBe(points.slice(its.start, its.end).join(""));
    else expect(shown.trim()).toBe("");
  }
});

test("passages that touch leave nothing between them; what lies outside is left out", () => {
  const bands = bandsOf("aabbccdd", [chunk(3, 2, 4), chunk(4, 4, 6)]);
  expect(bands.map((band) => [band.text, band.chunk?.ordinal])).toEqual([
    ["bb", 3],
    ["cc", 4],
  ]);
});

test("no passages, no bands", () => {
  expect(bandsOf("text", [])).toEqual([]);
});

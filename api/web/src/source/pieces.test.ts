import { expect, test } from "vitest";
import type { Block, BlockKind, Blocks } from "../client/sources";
import { items, type Leaf, plain, rows } from "./leaves";
import { parts } from "./marks";
import { followedBy, type Piece, piecesOf } from "./pieces";

const TEXT = `Über 😀\n\nEin Fußgänger 👩‍🚀 e\u0301 漢字\n\n- 一 😀\n  - two\n    more\n3. three\n\n| a | 😀\\|b |\n| --- | --- |\n| 漢字 |  |\n\nif x:\n    y("😀")`;

function block(kind: BlockKind, text: string, level = 0): Block {
  const unit = TEXT.indexOf(text);
  const start = Array.from(TEXT.slice(0, unit)).length;
  return { kind, level, start, end: start + Array.from(text).length, page: null };
}

const PARTS = TEXT.split("\n\n");
const KINDS: BlockKind[] = ["heading", "paragraph", "list", "table", "code"];
const BLOCKS = KINDS.map((kind, index) => block(kind, PARTS[index] ?? "", kind === "heading" ? 1 : 0));
const LENGTH = Array.from(TEXT).length;

/** What the service would send of the text. */
function stretch(start: number, end: number): Blocks {
  const text = Array.from(TEXT).slice(start, end).join("");
  const blocks = BLOCKS.filter((one) => one.start < end && one.end > start);
  return { version: 1, uri: "", title: null, media_type: "", characters: LENGTH, pages: 0, start, end, text, blocks };
}

function leavesOf(piece: Piece): Leaf[] {
  if (piece.kind === "list") return items(piece).flatMap((item) => item.leaves);
  if (piece.kind === "table") return rows(piece).flatMap((row) => row.cells.flat());
  return plain(piece);
}

test("pieces and leaves are the text, character by character, wherever it is cut", () => {
  for (let start = 0; start <= LENGTH; start += 1)
    for (let end = start; end <= LENGTH; end += 1) {
      const leaves = piecesOf(stretch(start, end)).flatMap(leavesOf);
      let at = start;
      const misplaced = leaves.filter((leaf) => {
        const expected = at;
        at += Array.from(leaf.text).length;
        return leaf.start !== expected;
      });
      expect(misplaced).toEqual([]);
      expect(textOf(leaves)).toBe(Array.from(TEXT).slice(start, end).join(""));
    }
});

test("stretches put together are the pieces of the whole", () => {
  const whole = piecesOf(stretch(0, LENGTH));
  for (let at = 0; at <= LENGTH; at += 1) {
    const both = followedBy(piecesOf(stretch(0, at)), piecesOf(stretch(at, LENGTH)));
    expect(both.map((piece) => piece.text).join("")).toBe(TEXT);
    expect(both.filter((piece) => piece.kind !== "gap").map((piece) => piece.blockStart)).toEqual(
      whole.map((piece) => piece.blockStart),
    );
  }
});

test("every span is marked exactly", () => {
  const leaves = piecesOf(stretch(0, LENGTH)).flatMap(leavesOf);
  for (let start = 0; start < LENGTH; start += 1)
    for (let end = start + 1; end <= LENGTH; end += 1) {
      const marked = leaves.flatMap((leaf) => parts(leaf, [{ start, end }], 0)).filter((part) => part.quote === 0);
      expect(textOf(marked)).toBe(Array.from(TEXT).slice(start, end).join(""));
    }
});

test("of two quotes over each other the one that is looked at is seen", () => {
  const leaf = { text: "0123456789", start: 0, hidden: false };
  const spans = [
    { start: 1, end: 6 },
    { start: 4, end: 9 },
  ];
  const shown = (current: number) => parts(leaf, spans, current).map((part) => [part.text, part.quote]);
  expect(shown(0)).toEqual([
    ["0", null],
    ["123", 0],
    ["45", 0],
    ["678", 1],
    ["9", null],
  ]);
  expect(shown(1)).toEqual([
    ["0", null],
    ["123", 0],
    ["45", 1],
    ["678", 1],
    ["9", null],
  ]);
});

test("a list is its items with their depth", () => {
  const list = piecesOf(stretch(0, LENGTH)).find((piece) => piece.kind === "list");
  const shown = items(list as Piece).map((item) => [item.depth, seen(item.leaves)]);
  expect(shown).toEqual([
    [0, "- 一 😀"],
    [1, "- two"],
    [1, "more"],
    [0, "3. three"],
  ]);
});

test("a table is its cells, without bars and backslashes", () => {
  const table = piecesOf(stretch(0, LENGTH)).find((piece) => piece.kind === "table");
  const shown = rows(table as Piece).map((row) => [row.header, ...row.cells.map(seen)]);
  expect(shown).toEqual([
    [true, "a", "😀|b"],
    [false, "漢字", ""],
  ]);
});

test("a backslash at the end of what is loaded is not lost", () => {
  const piece: Piece = {
    kind: "table",
    level: 0,
    page: null,
    start: 5,
    end: 10,
    text: "| a \\",
    blockStart: 5,
    blockEnd: 99,
  };
  expect(textOf(leavesOf(piece))).toBe("| a \\");
});

function seen(leaves: Leaf[]): string {
  return textOf(leaves.filter((leaf) => !leaf.hidden));
}

function textOf(parts: { text: string }[]): string {
  return parts.map((part) => part.text).join("");
}

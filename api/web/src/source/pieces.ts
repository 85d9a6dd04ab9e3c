// What has been loaded of a text, as pieces: a block, or as much of a long one as is here, with what parts it from the
// next. The pieces' texts one after the other are the text itself, character by character.
import type { Block, BlockKind, Blocks, Span } from "../client/sources";
import { cut } from "../text/codepoints";

export interface Piece extends Span {
  /** "gap": nothing but what stands between two blocks. */
  kind: BlockKind | "gap";
  level: number;
  page: number | null;
  text: string;
  /** Where its block begins, which may not be loaded yet. */
  blockStart: number;
  /** Where its block ends; from there to `end` is the gap to the next one. */
  blockEnd: number;
}

/** The pieces of a stretch that the service sent. */
export function piecesOf(stretch: Blocks): Piece[] {
  const { start, end, text, blocks } = stretch;
  const starts = blocks.map((block) => Math.max(block.start, start));
  const [lead = "", ...parts] = cut(
    text,
    starts.map((at) => at - start),
  );
  const pieces = blocks.map((block, index) =>
    pieceOf(block, starts[index] ?? start, starts[index + 1] ?? end, parts[index] ?? ""),
  );
  return lead ? [gap(start, starts[0] ?? end, lead), ...pieces] : pieces;
}

/** Pieces followed by those right behind them; a block that was cut between the two is made one. */
export function followedBy(before: readonly Piece[], after: readonly Piece[]): Piece[] {
  const last = before.at(-1);
  const next = after[0];
  if (!last || !next || last.end !== next.start || last.blockStart !== next.blockStart) return [...before, ...after];
  const whole = { ...last, end: next.end, text: last.text + next.text };
  return [...before.slice(0, -1), whole, ...after.slice(1)];
}

/** Whether two stretches share a character. */
export function overlap(one: Span, other: Span): boolean {
  return Math.max(one.start, other.start) < Math.min(one.end, other.end);
}

function pieceOf({ kind, level, page, start, end }: Block, from: number, to: number, text: string): Piece {
  return { kind, level, page, start: from, end: to, text, blockStart: start, blockEnd: end };
}

function gap(start: number, end: number, text: string): Piece {
  return { kind: "gap", level: 0, page: null, start, end, text, blockStart: start, blockEnd: start };
}

// A piece as the leaves that are shown of it: texts that know where they stand. What only marks structure (the bars of
// a table, the blank line behind a block) is a leaf too, shown as structure instead of as letters.
import { codePoints, toUtf16 } from "../text/codepoints";
import type { Piece } from "./pieces";

export interface Leaf {
  text: string;
  /** In code points of the document's text. */
  start: number;
  /** Structure: in the page for whoever reads it back, but not seen. */
  hidden: boolean;
}

export interface Item {
  depth: number;
  leaves: Leaf[];
}

export interface Row {
  header: boolean;
  cells: Leaf[][];
}

const ITEM = /^( *)((?:[-*•]|\(?[0-9A-Za-z]{1,5}[.)]) +)?/;
const DEEPEST = 8;
const RULE = /^\|(?: *:?-+:? *\|)+$/;

/** Takes leaves off the front of a text, one after the other. */
class Cutter {
  private unit = 0;

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  take(length: number, hidden = false): Leaf[] {
    if (length <= 0) return [];
    const text = this.text.slice(this.unit, this.unit + length);
    const leaf = { text, start: this.at, hidden };
    this.unit += length;
    this.at += codePoints(text);
    return [leaf];
  }
}

/** The letters of a block and the gap behind it. */
export function plain(piece: Piece): Leaf[] {
  const length = toUtf16(piece.text, piece.blockEnd - piece.start);
  const cutter = new Cutter(piece.text, piece.start);
  const blank = piece.text.slice(length).trim() === "";
  return [...cutter.take(length), ...cutter.take(piece.text.length - length, blank)];
}

/** The items of a list, a line each; its mark stays as it is written. */
export function items(piece: Piece): Item[] {
  const cutter = new Cutter(piece.text, piece.start);
  let below = 0;
  return lines(piece.text).map((line) => {
    const [, indent = "", mark = ""] = ITEM.exec(line) ?? [];
    const text = line.replace(/\n+$/, "");
    // A line without a mark goes on below the item before it.
    const depth = mark ? Math.min(Math.floor(indent.length / 2), DEEPEST) : below;
    below = depth;
    const seen = text.length - indent.length;
    return {
      depth,
      leaves: [
        ...cutter.take(indent.length, true),
        ...cutter.take(seen),
        ...cutter.take(line.length - text.length, true),
      ],
    };
  });
}

/** The rows of a Markdown table; the line below the header is structure and belongs to the header's last cell. */
export function rows(piece: Piece): Row[] {
  const cutter = new Cutter(piece.text, piece.start);
  const found: Row[] = [];
  lines(piece.text).forEach((line, index) => {
    const above = found.at(-1);
    const bare = line.trimEnd();
    if ((RULE.test(bare) || bare === "") && above) {
      above.header = index === 1 && bare !== "" && piece.start === piece.blockStart;
      above.cells.at(-1)?.push(...cutter.take(line.length, true));
    } else {
      found.push({ header: false, cells: cells(line, cutter) });
    }
  });
  return found;
}

/** The cells of a row: each with the bar before it, the last one with what ends the line. */
function cells(line: string, cutter: Cutter): Leaf[][] {
  const found: Leaf[][] = [];
  const parts = line.match(/\|? *(?:\\[\s\S]?|[^|\\])*/g)?.filter(Boolean) ?? [];
  for (const part of parts) {
    const lead = /^\|? */.exec(part)?.[0].length ?? 0;
    const rest = part.slice(lead);
    const text = rest.trimEnd();
    const bar = cutter.take(lead, true);
    const closes = text === "" && part === parts.at(-1) && found.length > 0;
    const leaves = [...bar, ...unescaped(text, cutter), ...cutter.take(rest.length - text.length, true)];
    if (closes) found.at(-1)?.push(...leaves);
    else found.push(leaves);
  }
  return found;
}

/** The text of a cell; the backslash before a bar is hidden. */
function unescaped(text: string, cutter: Cutter): Leaf[] {
  return text.split(/(\\(?=\|))/).flatMap((part) => cutter.take(part.length, part === "\\"));
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n+|[^\n]+$/g) ?? [];
}

// A row of a table as the service quotes it: `| cell | cell |`, with `\|` for a bar inside a cell.

/** The cells of each line when every line is a row of a table, else null. Empty cells and rulers are left out. */
export function cellsOf(quote: string): string[][] | null {
  const lines = quote.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || !lines.every(isRow)) return null;
  return lines
    .map(cells)
    .filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)))
    .map((row) => row.filter((cell) => cell !== ""));
}

function isRow(line: string): boolean {
  return /^\s*\|.*\|\s*$/.test(line);
}

function cells(line: string): string[] {
  const inner = line.trim().slice(1, -1);
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}

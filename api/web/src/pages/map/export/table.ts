// A selection as a table that a spreadsheet opens.
import { type Atlas, groupOf } from "../atlas";

const COLUMNS = ["chunk_id", "document", "uri", "group", "x", "y"];

export function selectionTable(atlas: Atlas, indices: readonly number[]): Blob {
  const { points, legend } = atlas;
  const uris = new Map(legend.documents.map(({ number, uri }) => [number, uri]));
  const rows = indices.map((index) => [
    points.chunkIds[index] as number,
    atlas.nameOf(index),
    uris.get(points.documents[index] as number) ?? "",
    groupOf(atlas, index),
    points.x[index] as number,
    points.y[index] as number,
  ]);
  return new Blob([csv([COLUMNS, ...rows])], { type: "text/csv" });
}

/** Comma-separated lines after RFC 4180; what a spreadsheet would take for a formula is preceded by an apostrophe. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

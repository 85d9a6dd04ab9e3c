import { cellsOf } from "../../text/rows";

/** Quoted words as they read best: rows of a table as their cells, all else as it stands. */
export function Quoted({ text }: { text: string }) {
  const rows = cellsOf(text);
  if (rows === null) return <>{text}</>;
  return (
    <>
      {rows.map((row, place) => (
        <span key={`${place}`} class="quoted-row">
          {row.map((cell, column) => (
            <span key={`${column}`} class="quoted-cell">
              {cell}
            </span>
          ))}
        </span>
      ))}
    </>
  );
}

export interface TableData {
  columns: string[];
  rows: string[][];
}

/** Figures in rows; the first column names them. */
export function DataTable({ caption, columns, rows }: TableData & { caption: string }) {
  return (
    <div class="scroll-x">
      <table class="small">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

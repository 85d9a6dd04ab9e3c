import type { ComponentChildren } from "preact";
import { shortened, shown } from "./words";

interface Props {
  texts: string[];
  matrix: number[][];
  /** What a click on a pair does, and how that is called. */
  onPair?: (a: number, b: number) => void;
  pairAction?: string;
}

/** The cosine of every pair: a table first, whose cells are coloured. */
export function HeatMap({ texts, matrix, onPair, pairAction = "explain" }: Props) {
  return (
    <div class="scroll-x">
      <table class="heat-map">
        <caption class="visually-hidden">The cosine of every pair of texts</caption>
        <thead>
          <tr>
            <td />
            {texts.map((text, column) => (
              <th key={column} scope="col" title={text}>
                {column + 1}
                <span class="visually-hidden">: {text}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((cosines, row) => (
            <tr key={row}>
              <th scope="row" title={texts[row]}>
                <span class="heat-number">{row + 1}</span> {shortened(texts[row] ?? "", 34)}
              </th>
              {cosines.map((cosine, column) => (
                <Cell key={column} value={cosine} same={row === column}>
                  {onPair && row !== column ? (
                    <button
                      type="button"
                      onClick={() => onPair(row, column)}
                      aria-label={`${shown(cosine)}: ${pairAction} ${texts[row]} and ${texts[column]}`}
                    >
                      {shown(cosine)}
                    </button>
                  ) : (
                    <span>{shown(cosine)}</span>
                  )}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ value, same, children }: { value: number; same: boolean; children: ComponentChildren }) {
  return (
    <td
      class="heat-cell"
      data-sign={value < 0 ? "minus" : "plus"}
      data-same={same || undefined}
      style={{ "--strength": Math.round(Math.min(1, Math.abs(value)) * 100) }}
    >
      {children}
    </td>
  );
}

/** How the colours of a heat map are read. */
export function HeatLegend() {
  return (
    <p class="heat-legend small quiet">
      <span>unrelated 0</span>
      <span class="heat-scale" aria-hidden="true" />
      <span>1 the same</span>
    </p>
  );
}

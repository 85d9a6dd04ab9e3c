// The frame of every picture: a heading, the drawing with its words for screen readers, and its data as a table.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./charts.css";
import { DataTable, type TableData } from "./DataTable";

interface Props {
  title: string;
  /** What the picture shows, in a sentence or two that stand in for it. */
  summary: string;
  /** How to read it, for those who see it for the first time. */
  help?: ComponentChildren;
  width: number;
  height: number;
  data: TableData;
  children: ComponentChildren;
}

export function Chart({ title, summary, help, width, height, data, children }: Props) {
  const name = useId();
  const told = useId();
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        {help && <p class="small quiet">{help}</p>}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${name} ${told}`}>
        <title id={name}>{title}</title>
        <desc id={told}>{summary}</desc>
        {children}
      </svg>
      <details class="chart-data">
        <summary class="small">The figures as a table</summary>
        <DataTable caption={title} {...data} />
      </details>
    </figure>
  );
}

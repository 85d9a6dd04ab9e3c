// A piece of a text, well set. Everything in it is a text node, whatever it looks like.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Span } from "../client/sources";
import { items, type Leaf, plain, rows } from "./leaves";
import { parts } from "./marks";
import { overlap, type Piece } from "./pieces";

interface Props {
  piece: Piece;
  spans: readonly Span[];
  current: number;
}

const NONE: readonly Span[] = [];

/** Drawn again only when the piece changes or a quote in it does. */
export function BlockView({ piece, spans, current }: Props) {
  const touched = spans.some((span) => overlap(span, piece));
  const mine = touched ? spans : NONE;
  const shown = touched ? current : 0;
  return useMemo(
    () => draw(piece, (leaves) => <Leaves leaves={leaves} spans={mine} current={shown} />),
    [piece, mine, shown],
  );
}

type Show = (leaves: Leaf[]) => ComponentChildren;

function draw(piece: Piece, show: Show) {
  switch (piece.kind) {
    case "heading":
      return (
        <div class="source-heading" role="heading" aria-level={Math.min(piece.level + 1, 6)} data-level={piece.level}>
          {show(plain(piece))}
        </div>
      );
    case "code":
      return (
        <pre class="source-code" tabIndex={0}>
          {show(plain(piece))}
        </pre>
      );
    case "list":
      return <ListView piece={piece} show={show} />;
    case "table":
      return <TableView piece={piece} show={show} />;
    default:
      return <p class={piece.kind === "gap" ? "source-gap" : "source-paragraph"}>{show(plain(piece))}</p>;
  }
}

function ListView({ piece, show }: { piece: Piece; show: Show }) {
  return (
    <ul class="source-list">
      {items(piece).map((item) => (
        <li key={item.leaves[0]?.start} data-depth={item.depth}>
          {show(item.leaves)}
        </li>
      ))}
    </ul>
  );
}

function TableView({ piece, show }: { piece: Piece; show: Show }) {
  return (
    <div class="scroll-x source-table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <tbody>
          {rows(piece).map(({ header, cells }) => (
            <tr key={cells[0]?.[0]?.start}>
              {cells.map((leaves) =>
                header ? (
                  <th key={leaves[0]?.start} scope="col">
                    {show(leaves)}
                  </th>
                ) : (
                  <td key={leaves[0]?.start}>{show(leaves)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Leaves({ leaves, spans, current }: { leaves: Leaf[]; spans: readonly Span[]; current: number }) {
  return leaves.map((leaf) => {
    const shown = parts(leaf, spans, current).map(({ text, start, quote }) =>
      quote === null ? (
        text
      ) : (
        <mark
          key={start}
          class="source-quote"
          data-quote={quote}
          data-start={start}
          data-current={quote === current || undefined}
        >
          {text}
        </mark>
      ),
    );
    return leaf.hidden ? (
      <span key={leaf.start} class="source-structure">
        {shown}
      </span>
    ) : (
      <span key={leaf.start} data-start={leaf.start}>
        {shown}
      </span>
    );
  });
}

// Which part of a leaf belongs to which quote.
import type { Span } from "../client/sources";
import { codePoints, cut } from "../text/codepoints";
import type { Leaf } from "./leaves";
import { overlap } from "./pieces";

/** A part of a leaf; `quote` is the number of the span it lies in, null for none. */
export interface Part {
  text: string;
  start: number;
  quote: number | null;
}

/** A leaf cut where quotes begin and end. Where two overlap, the one being looked at goes before. */
export function parts(leaf: Leaf, spans: readonly Span[], current: number): Part[] {
  const end = leaf.start + codePoints(leaf.text);
  const touching = spans.filter((span) => overlap(span, { start: leaf.start, end }));
  if (touching.length === 0) return [{ text: leaf.text, start: leaf.start, quote: null }];
  const inside = touching.flatMap(({ start, end }) => [start, end]).filter((at) => at > leaf.start && at < end);
  const cuts = [...new Set(inside)].sort((a, b) => a - b);
  const starts = [leaf.start, ...cuts];
  const texts = cut(
    leaf.text,
    cuts.map((at) => at - leaf.start),
  );
  return texts.map((text, index) => {
    const start = starts[index] ?? leaf.start;
    return { text, start, quote: quoteAt(start, spans, current) };
  });
}

function quoteAt(at: number, spans: readonly Span[], current: number): number | null {
  const holds = (span: Span | undefined) => span !== undefined && span.start <= at && at < span.end;
  if (holds(spans[current])) return current;
  const first = spans.findIndex(holds);
  return first < 0 ? null : first;
}

// Which page a quote stands on, and how a page is asked for.
import type { Boxes, DocumentPages, Span } from "../client/sources";
import { overlap } from "./pieces";

const STEP = 200;
const NARROWEST = 400;
const WIDEST = 2400;

/** The page on which a span begins; the first one where there is none. */
export function firstPageOf({ pages }: DocumentPages, span: Span): number {
  return pages.find((page) => overlap(page, span))?.number ?? pages[0]?.number ?? 1;
}

/** The spans that stand on a page at least in part, each with its number. */
export function quotesOn(
  { pages }: DocumentPages,
  number: number,
  spans: readonly Span[],
): (Span & { quote: number })[] {
  const page = pages.find((page) => page.number === number);
  const numbered = spans.map(({ start, end }, quote) => ({ quote, start, end }));
  return page ? numbered.filter((span) => overlap(span, page)) : [];
}

/** The width of the picture to ask for, in steps so that the server can use one again. */
export function pictureWidth(pixels: number, ratio: number): number {
  if (pixels <= 0) return 0;
  return Math.min(WIDEST, Math.max(NARROWEST, Math.ceil((pixels * ratio) / STEP) * STEP));
}

/** What to say where words of a quote could not be found on its page; empty when all were. */
export function missingWords({ words, missing }: Boxes): string {
  if (missing === 0) return "";
  if (missing === words)
    return "The quote could not be found for certain on this page, so nothing is boxed. See it under “Text”.";
  return `${missing} of the quote's ${words} words on this page could not be found for certain and are not boxed.`;
}

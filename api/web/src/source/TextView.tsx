// The canonical text of a document, opened at a quote; more is loaded as its ends come near.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Span } from "../client/sources";
import { Failure } from "../ui/Notice";
import { BlockView } from "./BlockView";
import type { Piece } from "./pieces";
import { reveal, SCROLLS, scroller } from "./reveal";
import "./text.css";
import type { Loading } from "./useStretch";

interface Props {
  text: Loading;
  spans: readonly Span[];
  current: number;
}

export function TextView({ text: { stretch, error, grow }, spans, current }: Props) {
  const article = useRef<HTMLElement>(null);
  const place = spans[current];
  const ready = stretch !== null && place !== undefined && stretch.start <= place.start && place.start < stretch.end;
  useKeptPlace(article, stretch?.start ?? 0);
  useEffect(() => {
    if (ready) showQuote(article.current, current);
  }, [ready, current, place?.start, place?.end]);
  if (error) return <Failure error={error} />;
  if (!stretch) return <p class="quiet">Opening the text …</p>;
  // Both ends look again after each load: a wish during one was passed over.
  const loaded = `${stretch.start} ${stretch.end}`;
  return (
    <article class="source-text" ref={article} aria-label="Text of the document">
      {stretch.start > 0 && <Edge key={`before ${loaded}`} near={() => grow("before")} />}
      {stretch.pieces.map((piece, index) => (
        <div key={piece.blockStart} class="source-block">
          {turns(stretch.pieces, index) && <PageSign number={piece.page} />}
          <BlockView piece={piece} spans={spans} current={current} />
        </div>
      ))}
      {stretch.end < stretch.characters && <Edge key={`behind ${loaded}`} near={() => grow("behind")} />}
    </article>
  );
}

/** Whether a piece begins on another page than the one before it. */
function turns(pieces: readonly Piece[], index: number): boolean {
  const page = pieces[index]?.page;
  return page != null && page !== pieces[index - 1]?.page;
}

function PageSign({ number }: { number: number | null }) {
  return (
    <p class="source-page-sign" data-page={number}>
      Page {number}
    </p>
  );
}

/** The end of what is loaded; says so when it comes near the window. */
function Edge({ near }: { near: () => void }) {
  const edge = useRef<HTMLDivElement>(null);
  const latest = useRef(near);
  latest.current = near;
  useEffect(() => {
    if (!edge.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { root: edge.current.closest(SCROLLS), rootMargin: "1200px 0px" },
    );
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={edge} class="source-edge quiet small">
      Loading more …
    </div>
  );
}

/** When text comes in above, what was being read stays where it is. */
function useKeptPlace(article: { current: HTMLElement | null }, start: number): void {
  const before = useRef({ start, height: 0 });
  useLayoutEffect(() => {
    const shown = article.current;
    if (!shown) return;
    const grown = shown.scrollHeight - before.current.height;
    if (start < before.current.start && before.current.height > 0) scroller(shown).scrollTop += grown;
    before.current = { start, height: shown.scrollHeight };
  });
}

/** Scroll to where a quote begins; structure, which is not seen, cannot be scrolled to. */
function showQuote(article: HTMLElement | null, quote: number): void {
  const marks = article?.querySelectorAll(`mark[data-quote="${quote}"]`) ?? [];
  const seen = Array.from(marks).find((mark) => mark.getClientRects().length > 0);
  if (seen) reveal(seen);
}

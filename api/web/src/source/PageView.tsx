// A page of a PDF, or a picture file, as a picture, with the words of the quotes boxed.
import { useEffect, useRef, useState } from "preact/hooks";
import type { DocumentPages, Source, Span } from "../client/sources";
import { Button } from "../ui/Button";
import { Failure, Notice } from "../ui/Notice";
import "./pages.css";
import { firstPageOf, missingWords, pictureWidth, quotesOn } from "./paging";
import { reveal } from "./reveal";
import { type QuoteBoxes, useBoxes, usePicture } from "./usePage";

interface Props {
  source: Source;
  pages: DocumentPages;
  spans: readonly Span[];
  current: number;
  title: string;
  /** The page to begin with where there is no quote. */
  page?: number | undefined;
}

const ZOOMS = [1, 1.5, 2, 3];
const PHONE = "(max-width: 36rem)";
const A4 = { width: 595, height: 842 };

export function PageView({ source, pages, spans, current, title, page = 1 }: Props) {
  const place = spans[current];
  const [number, setNumber] = useState(place ? firstPageOf(pages, place) : page);
  // A whole page on a phone is too small to read.
  const [zoom, setZoom] = useState(() => (matchMedia(PHONE).matches ? 2 : 1));
  useEffect(() => setNumber(place ? firstPageOf(pages, place) : page), [pages, place?.start, place?.end, page]);
  const quotes = quotesOn(pages, number, spans);
  const { boxes, error: boxesError } = useBoxes(source, number, quotes);
  return (
    <div class="source-pages">
      <Controls number={number} last={pages.pages.length} turn={setNumber} zoom={zoom} setZoom={setZoom} />
      {spans.length > 0 && <Said boxes={boxes} quotes={quotes.length} current={current} number={number} />}
      {boxesError !== null && <Failure error={boxesError} />}
      <Sheet source={source} number={number} zoom={zoom} boxes={boxes} current={current} title={title} />
    </div>
  );
}

interface ControlsProps {
  number: number;
  last: number;
  turn: (number: number) => void;
  zoom: number;
  setZoom: (zoom: number) => void;
}

function Controls({ number, last, turn, zoom, setZoom }: ControlsProps) {
  const step = ZOOMS.indexOf(zoom);
  return (
    <div class="row source-controls">
      <Button size="small" disabled={number <= 1} onClick={() => turn(number - 1)} aria-label="Page before">
        ‹
      </Button>
      <span class="small" aria-live="polite">
        Page {number} of {last}
      </span>
      <Button size="small" disabled={number >= last} onClick={() => turn(number + 1)} aria-label="Next page">
        ›
      </Button>
      <span class="source-spring" />
      <Button size="small" disabled={step <= 0} onClick={() => setZoom(ZOOMS[step - 1] ?? 1)} aria-label="Smaller">
        −
      </Button>
      <span class="small" aria-live="polite">
        {Math.round(zoom * 100)} %
      </span>
      <Button
        size="small"
        disabled={step >= ZOOMS.length - 1}
        onClick={() => setZoom(ZOOMS[step + 1] ?? 1)}
        aria-label="Larger"
      >
        +
      </Button>
    </div>
  );
}

/** In words what the boxes show, and what they cannot. */
function Said({
  boxes,
  quotes,
  current,
  number,
}: {
  boxes: QuoteBoxes[] | null;
  quotes: number;
  current: number;
  number: number;
}) {
  const shown = boxes?.find(({ quote }) => quote === current)?.found;
  const missing = shown ? missingWords(shown) : "";
  return (
    <div aria-live="polite">
      {missing && <Notice kind="warn">{missing}</Notice>}
      {!shown && quotes === 0 && <p class="small quiet">No quote on page {number}.</p>}
    </div>
  );
}

interface SheetProps {
  source: Source;
  number: number;
  zoom: number;
  boxes: QuoteBoxes[] | null;
  current: number;
  title: string;
}

function Sheet({ source, number, zoom, boxes, current, title }: SheetProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const shown = frame.current;
    if (!shown) return;
    const measure = () => setWidth(pictureWidth(shown.clientWidth * zoom, devicePixelRatio));
    const observer = new ResizeObserver(measure);
    observer.observe(shown);
    measure();
    return () => observer.disconnect();
  }, [zoom]);
  const { picture, error } = usePicture(source, number, width);
  const size = boxes?.[0]?.found ?? A4;
  useEffect(() => {
    const box = picture && boxes && frame.current?.querySelector("[data-current]");
    if (box) reveal(box);
  }, [picture === null, boxes, current, zoom]);
  if (error) return <Failure error={error} />;
  return (
    <div class="source-sheet-frame" ref={frame} tabIndex={0} role="region" aria-label={`Page ${number} as a picture`}>
      <div class="source-sheet" style={{ width: `${zoom * 100}%` }} data-drawn={picture !== null || undefined}>
        {picture ? (
          <img src={picture} alt={`Page ${number} of ${title}. Its words are under “Text”.`} />
        ) : (
          <div class="source-blank" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
            <span class="quiet small">Drawing page {number} …</span>
          </div>
        )}
        {picture && boxes && <Overlay boxes={boxes} current={current} />}
      </div>
    </div>
  );
}

/** The boxes over the picture, in the page's own points so that they keep their shape. */
function Overlay({ boxes, current }: { boxes: QuoteBoxes[]; current: number }) {
  const { width, height } = boxes[0]?.found ?? A4;
  return (
    <svg class="source-boxes" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {boxes.flatMap(({ quote, found }) =>
        found.boxes.map((box) => (
          <rect
            key={`${quote} ${box.x0} ${box.y0}`}
            data-quote={quote}
            data-current={quote === current || undefined}
            x={box.x0 * width - 1}
            y={box.y0 * height}
            width={(box.x1 - box.x0) * width + 2}
            height={(box.y1 - box.y0) * height}
            rx={1.5}
          />
        )),
      )}
    </svg>
  );
}

// The map itself: points below, names and marks above, and what hands can do with it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Cluster } from "../../../client/map";
import type { Mark, Thread } from "../draw/marks";
import { Painter } from "../draw/painter";
import { HIDDEN, type Look } from "../draw/splat";
import { seen, toMap } from "../draw/view";
import { inBox, nearest, type Place, type Points, placeOf, within } from "../points/points";
import { useSettled, type Viewport } from "../viewport";
import { listen } from "./gestures";
import { Overlay } from "./Overlay";
import { Tooltip } from "./Tooltip";

interface Props {
  points: Points;
  look: Look;
  clusters: readonly Cluster[];
  marks: readonly Mark[];
  threads: readonly Thread[];
  /** Where a question has landed. */
  question: Place | null;
  viewport: Viewport;
  lasso: boolean;
  collection: string;
  nameOf: (index: number) => string;
  onPainter: (painter: Painter) => void;
  onPick: (index: number) => void;
  onSelect: (indices: number[]) => void;
  onEscape: () => void;
}

const REACH = 14;
const KEYS_REACH = 80;

export function Surface(props: Props) {
  const { points, look, viewport, lasso } = props;
  const [hovered, setHovered] = useState(-1);
  const [outline, setOutline] = useState<Place[]>([]);
  const [painted, setPainted] = useState(false);
  const element = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const help = useId();
  // The listeners live as long as the page; they read what is current from here.
  const current = useRef(props);
  current.current = props;

  useEffect(() => {
    if (!canvas.current || !element.current) return;
    const made = new Painter(canvas.current, () => setPainted(true));
    painter.current = made;
    props.onPainter(made);
    const show = () => made.show(viewport.view, viewport.whole, viewport.size);
    const watched = element.current;
    const sized = new ResizeObserver(() => {
      viewport.resize({ width: watched.clientWidth, height: watched.clientHeight });
    });
    sized.observe(watched);
    const leave = viewport.subscribe(show);
    return () => {
      sized.disconnect();
      leave();
      made.close();
    };
  }, [viewport]);

  useEffect(() => painter.current?.points(points, viewport.whole), [points, viewport]);
  useEffect(() => painter.current?.look(look), [look, points]);

  useEffect(() => {
    if (!element.current) return;
    const shown = (index: number) => current.current.look.level[index] !== HIDDEN;
    const under = (at: Place, reach: number) => {
      const { view, size } = viewport;
      return nearest(current.current.points, toMap(view, size, at), reach / view.scale, shown);
    };
    return listen(element.current, viewport, {
      lasso: () => current.current.lasso,
      hover: (at) => setHovered(at ? under(at, REACH) : -1),
      pick: (at) => {
        const keyboard = at.x === viewport.size.width / 2 && at.y === viewport.size.height / 2;
        const index = under(at, keyboard ? KEYS_REACH : REACH);
        if (index >= 0) current.current.onPick(index);
      },
      outline: (path, done) => {
        setOutline(done ? [] : path);
        const places = path.map((at) => toMap(viewport.view, viewport.size, at));
        if (done && places.length) current.current.onSelect(within(current.current.points, places, shown));
      },
      escape: () => current.current.onEscape(),
    });
  }, [viewport]);

  const there = hovered >= 0 && hovered < points.length;
  return (
    <section
      ref={element}
      class="map-surface"
      data-lasso={lasso || undefined}
      data-over={there || undefined}
      data-painted={painted || undefined}
      tabIndex={0}
      role="application"
      aria-label="Map of the passages"
      aria-describedby={help}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <Overlay {...props} hovered={there ? placeOf(points, hovered) : null} outline={outline} />
      {there && (
        <Tooltip
          chunkId={points.chunkIds[hovered] as number}
          name={props.nameOf(hovered)}
          place={placeOf(points, hovered)}
          viewport={viewport}
          collection={props.collection}
        />
      )}
      <span class="map-crosshair" aria-hidden="true" />
      <p id={help} class="visually-hidden">
        Arrow keys move the map, plus and minus zoom, zero shows all of it, Enter opens the passage in the middle,
        Escape closes it. The list beside the map holds the same passages.
      </p>
      <InView points={points} look={look} viewport={viewport} />
    </section>
  );
}

/** Said aloud when the map has come to rest. */
function InView({ points, look, viewport }: Pick<Props, "points" | "look" | "viewport">) {
  useSettled(viewport);
  const { count } = inBox(points, seen(viewport.view, viewport.size), 0, (index) => look.level[index] !== HIDDEN);
  return (
    <p class="visually-hidden" aria-live="polite">
      {count.toLocaleString("en")} passages in view.
    </p>
  );
}

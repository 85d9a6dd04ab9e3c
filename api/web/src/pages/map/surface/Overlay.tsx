// Names, marks and threads above the points. Colours are attributes, not styles, so that the picture can be kept as it is.
import type { Cluster } from "../../../client/map";
import { labelsOf } from "../draw/labels";
import { type Mark, outline as outlineOf, type Thread } from "../draw/marks";
import { type Size, toScreen, type View } from "../draw/view";
import type { Place } from "../points/points";
import { useLive, type Viewport } from "../viewport";

interface Props {
  clusters: readonly Cluster[];
  marks: readonly Mark[];
  threads: readonly Thread[];
  question: Place | null;
  hovered: Place | null;
  outline: readonly Place[];
  viewport: Viewport;
}

export function Overlay({ clusters, marks, threads, question, hovered, outline, viewport }: Props) {
  useLive(viewport);
  const { view, size } = viewport;
  return (
    <svg class="map-overlay" width={size.width} height={size.height} aria-hidden="true">
      {threads.map((thread) => (
        <Line key={`${thread.to.x} ${thread.to.y}`} thread={thread} view={view} size={size} />
      ))}
      <Names clusters={clusters} view={view} size={size} />
      {marks.map((mark) => (
        <Sign key={`${mark.shape} ${mark.place.x} ${mark.place.y}`} mark={mark} view={view} size={size} />
      ))}
      {hovered && <circle class="map-hovered" r={9} {...centre(toScreen(view, size, hovered))} />}
      {question && <Question at={toScreen(view, size, question)} />}
      {outline.length > 1 && <path class="map-outline" d={`M${outline.map(({ x, y }) => `${x} ${y}`).join("L")}Z`} />}
    </svg>
  );
}

function Names({ clusters, view, size }: { clusters: readonly Cluster[]; view: View; size: Size }) {
  return labelsOf(clusters, view, size).map((label) => (
    <text
      key={label.cluster}
      class="map-name"
      x={label.at.x}
      y={label.at.y}
      font-size={label.size}
      text-anchor="middle"
      dominant-baseline="central"
    >
      {label.text}
    </text>
  ));
}

function Sign({ mark, view, size }: { mark: Mark; view: View; size: Size }) {
  const { x, y } = toScreen(view, size, mark.place);
  if (x < -20 || y < -20 || x > size.width + 20 || y > size.height + 20) return null;
  return (
    <path
      class="map-mark"
      d={outlineOf(mark.shape, mark.size)}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      stroke={mark.stroke}
      fill={mark.fill}
    />
  );
}

function Line({ thread, view, size }: { thread: Thread; view: View; size: Size }) {
  const from = toScreen(view, size, thread.from);
  const to = toScreen(view, size, thread.to);
  return <line class="map-thread" x1={from.x} y1={from.y} x2={to.x} y2={to.y} stroke={thread.stroke} />;
}

function Question({ at }: { at: Place }) {
  return (
    <g class="map-question" transform={`translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`}>
      <circle class="map-wave" r={9} />
      <circle class="map-landed" r={9} />
      <text class="map-sign" text-anchor="middle" dominant-baseline="central">
        ?
      </text>
    </g>
  );
}

function centre({ x, y }: Place): { cx: number; cy: number } {
  return { cx: x, cy: y };
}

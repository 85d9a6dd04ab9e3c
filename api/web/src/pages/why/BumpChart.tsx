// How the passages rise and fall from stage to stage: a line each, one of them named at a time.
import { useRef } from "preact/hooks";
import type { Explanation, PassageTrace } from "../../client/explain";
import { type Box, columnX, lastPlace, type Line, lineOf, placeY, scalePlaces } from "./lines";
import { passageName, passagePlaces } from "./names";
import { STAGES } from "./stages";
import { useWidth } from "./useWidth";

interface Props {
  explanation: Explanation;
  /** The chunk that is named at present. */
  named: number | null;
  onName: (chunk: number) => void;
}

const HEIGHT = 460;
const NARROW = 560;

/** One stop for the Tab key; the arrow keys go from passage to passage, best first. */
export function BumpChart({ explanation, named, onName }: Props) {
  const { passages } = explanation;
  const missed = explanation.document?.id ?? null;
  const [frame, width] = useWidth(960);
  const list = useRef<SVGGElement>(null);
  const box: Box = { width, height: HEIGHT, top: 56, bottom: 20, side: width < NARROW ? 34 : 72 };
  const last = lastPlace(passages);
  const lines = passages.map((passage) => lineOf(passage, last, box));
  const current = named ?? passages[0]?.chunk_id ?? null;
  const onTop = lines.find(({ passage }) => passage.chunk_id === named);

  const move = (event: KeyboardEvent) => {
    const at = passages.findIndex(({ chunk_id }) => chunk_id === current);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: passages.length - 1 }[event.key];
    const chosen = next === undefined ? undefined : passages[next];
    if (next === undefined) return;
    event.preventDefault();
    if (!chosen) return;
    onName(chosen.chunk_id);
    list.current?.querySelector<SVGGElement>(`[data-chunk="${chosen.chunk_id}"]`)?.focus();
  };

  return (
    <div class="bump" ref={frame}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        <Columns explanation={explanation} box={box} last={last} />
        <g ref={list} role="listbox" aria-label="Passages by their places in the stages" onKeyDown={move}>
          {faintFirst(lines, missed).map((line) => (
            <PassageLine
              key={line.passage.chunk_id}
              line={line}
              kind={kindOf(line.passage, missed)}
              current={line.passage.chunk_id === current}
              named={line.passage.chunk_id === named}
              onName={onName}
            />
          ))}
        </g>
        {onTop && <NamedLine line={onTop} kind={kindOf(onTop.passage, missed)} />}
      </svg>
    </div>
  );
}

type Kind = "cited" | "missed" | "shown" | "other";

function kindOf(passage: PassageTrace, missed: string | null): Kind {
  if (passage.document_id === missed) return "missed";
  if (passage.cited.rank) return "cited";
  return passage.shown.rank ? "shown" : "other";
}

/** What is drawn last lies on top. The order never changes while it is looked at: the focus would be lost. */
function faintFirst(lines: readonly Line[], missed: string | null): Line[] {
  const order: readonly Kind[] = ["other", "shown", "missed", "cited"];
  const height = ({ passage }: Line) => order.indexOf(kindOf(passage, missed));
  return [...lines].sort((one, other) => height(one) - height(other));
}

/** The named line again, over all others. */
function NamedLine({ line: { points, path }, kind }: { line: Line; kind: Kind }) {
  return (
    <g class="bump-line" data-kind={kind} data-named aria-hidden="true" pointer-events="none">
      <path class="bump-stroke" d={path} />
      {points.map(({ stage, rank, x, y }) => (
        <g key={stage}>
          <circle cx={x} cy={y} r={11} />
          <text x={x} y={y} dy="0.35em" text-anchor="middle">
            {rank}
          </text>
        </g>
      ))}
    </g>
  );
}

interface LineProps {
  line: Line;
  kind: Kind;
  current: boolean;
  named: boolean;
  onName: (chunk: number) => void;
}

function PassageLine({ line: { passage, points, path }, kind, current, named, onName }: LineProps) {
  const name = () => onName(passage.chunk_id);
  const dotted = kind === "cited" || kind === "missed" || points.length === 1;
  return (
    <g
      class="bump-line"
      data-kind={kind}
      data-chunk={passage.chunk_id}
      role="option"
      aria-selected={named}
      aria-label={`${passageName(passage)}: ${passagePlaces(passage)}`}
      tabindex={current ? 0 : -1}
      onFocus={name}
      onPointerEnter={name}
      onClick={name}
    >
      <path class="bump-reach" d={path} />
      <path class="bump-stroke" d={path} />
      {dotted && points.map(({ stage, x, y }) => <circle key={stage} cx={x} cy={y} r={4.5} />)}
    </g>
  );
}

function Columns({ explanation, box, last }: { explanation: Explanation; box: Box; last: number }) {
  return (
    <g aria-hidden="true">
      {scalePlaces(last).map((place) => {
        const y = placeY(place, last, box);
        return (
          <g key={place} class="bump-place">
            <line x1={box.side} x2={box.width - box.side} y1={y} y2={y} />
            <text x={box.side - 12} y={y} dy="0.35em" text-anchor="end">
              {place}
            </text>
          </g>
        );
      })}
      {STAGES.map(({ name, label }, stage) => (
        <g key={name} class="bump-stage">
          <line x1={columnX(stage, box)} x2={columnX(stage, box)} y1={box.top} y2={box.height - box.bottom} />
          <text class="bump-label" x={columnX(stage, box)} y={18} text-anchor="middle">
            {label}
          </text>
          <text class="bump-count" x={columnX(stage, box)} y={36} text-anchor="middle">
            {explanation.counts[name]}
          </text>
        </g>
      ))}
    </g>
  );
}

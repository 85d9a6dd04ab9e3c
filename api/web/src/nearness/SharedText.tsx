import { useRef, useState } from "preact/hooks";
import type { Side, SharingToken } from "../client/similar";
import { piecesOf, strength } from "./marks";

interface Props {
  label: string;
  text: string;
  side: Side;
  /** The share that gets the full colour. */
  most: number;
  /** Tokens to be marked because of what is pointed at in the other text, with the strength of it, 0 to 100. */
  linked: ReadonlyMap<number, number>;
  onPoint: (place: number | null) => void;
}

/** A text whose tokens are coloured by what they give to the cosine. One stop of the Tab key; arrows move within. */
export function SharedText({ label, text, side, most, linked, onPoint }: Props) {
  const box = useRef<HTMLParagraphElement>(null);
  const [stop, setStop] = useState(-1);
  const pieces = piecesOf(text, side.tokens);
  const places = pieces.filter((piece) => piece.token?.read).map((piece) => piece.place);
  const stopped = places.includes(stop) ? stop : places[0];
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = places[places.indexOf(stopped ?? -1) + (step ?? 0)];
    if (step === undefined || next === undefined) return;
    event.preventDefault();
    setStop(next);
    box.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus();
  };
  return (
    <p ref={box} class="shared-text" role="group" aria-label={label} onKeyDown={move}>
      {pieces.map((piece, number) =>
        piece.token?.read ? (
          <button
            key={number}
            type="button"
            data-place={piece.place}
            data-sign={(piece.token.share ?? 0) < 0 ? "minus" : "plus"}
            data-linked={linked.has(piece.place) || undefined}
            tabIndex={piece.place === stopped ? 0 : -1}
            style={{ "--strength": strength(piece.token.share ?? 0, most) }}
            aria-label={spoken(piece.text, piece.token)}
            onMouseEnter={() => onPoint(piece.place)}
            onMouseLeave={() => onPoint(null)}
            onFocus={() => {
              setStop(piece.place);
              onPoint(piece.place);
            }}
            onBlur={() => onPoint(null)}
          >
            {piece.text}
          </button>
        ) : (
          <span key={number} class={piece.token ? "not-read" : undefined}>
            {piece.text}
          </span>
        ),
      )}
    </p>
  );
}

function spoken(text: string, token: SharingToken): string {
  return `${text}: ${(token.share ?? 0).toFixed(3)}`;
}

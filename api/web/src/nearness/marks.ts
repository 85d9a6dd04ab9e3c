// A text cut at its tokens: what stands between them is kept, so that the text reads as it was typed.

export interface Piece<T> {
  text: string;
  /** The token that stands for this piece; null between tokens. */
  token: T | null;
  /** Its number among all tokens; -1 between tokens. */
  place: number;
}

interface Spanned {
  start: number;
  end: number;
  special?: boolean;
}

/** The text in pieces, in order. Offsets are code points; what overlaps or stands for nothing is left out. */
export function piecesOf<T extends Spanned>(text: string, tokens: readonly T[]): Piece<T>[] {
  const points = Array.from(text);
  const pieces: Piece<T>[] = [];
  const between = (from: number, to: number) => {
    if (to > from) pieces.push({ text: points.slice(from, to).join(""), token: null, place: -1 });
  };
  let at = 0;
  tokens.forEach((token, place) => {
    if (token.special || token.start < at || token.end <= token.start) return;
    between(at, token.start);
    pieces.push({ text: points.slice(token.start, token.end).join(""), token, place });
    at = token.end;
  });
  between(at, points.length);
  return pieces;
}

/** How strongly a value is coloured, 0 to 100: its size against the largest. */
export function strength(value: number, most: number): number {
  return most > 0 ? Math.min(100, Math.round((100 * Math.abs(value)) / most)) : 0;
}

// Texts as they are typed, one a line, and what a matrix says at a glance.

export const MOST_TEXTS = 20;

/** The lines that hold something. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

export interface Pair {
  a: number;
  b: number;
  cosine: number;
}

/** The nearest and the farthest pair of a matrix with two rows or more. */
export function extremes(matrix: number[][]): { nearest: Pair; farthest: Pair } {
  const pairs = matrix.flatMap((row, a) => row.slice(0, a).map((cosine, b) => ({ a: b, b: a, cosine })));
  const sorted = pairs.sort((one, two) => two.cosine - one.cosine);
  const nobody = { a: 0, b: 0, cosine: 1 };
  return { nearest: sorted[0] ?? nobody, farthest: sorted[sorted.length - 1] ?? nobody };
}

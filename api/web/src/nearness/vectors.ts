/** The cosine of two unit vectors: multiplied number by number, added up. */
export function dot(one: number[], two: number[]): number {
  return one.reduce((sum, value, place) => sum + value * (two[place] ?? 0), 0);
}

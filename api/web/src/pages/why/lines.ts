// Where the lines of the picture run: a column a stage, the first place at the top.
import type { PassageTrace } from "../../client/explain";
import { STAGES } from "./stages";

export interface Box {
  width: number;
  height: number;
  top: number;
  bottom: number;
  side: number;
}

export interface Point {
  stage: number;
  rank: number;
  x: number;
  y: number;
}

export interface Line {
  passage: PassageTrace;
  points: Point[];
  path: string;
}

/** From the side on, the columns at equal distances. */
export function columnX(stage: number, box: Box): number {
  return box.side + (stage * (box.width - 2 * box.side)) / (STAGES.length - 1);
}

/** Places on a logarithmic scale: the difference between 1 and 2 means more than that between 41 and 42. */
export function placeY(rank: number, last: number, box: Box): number {
  const share = last > 1 ? Math.log2(rank) / Math.log2(last) : 0;
  return box.top + share * (box.height - box.top - box.bottom);
}

/** The last place that any passage has in any stage. */
export function lastPlace(passages: readonly PassageTrace[]): number {
  return Math.max(1, ...passages.flatMap((passage) => STAGES.map(({ name }) => passage[name].rank ?? 1)));
}

export function lineOf(passage: PassageTrace, last: number, box: Box): Line {
  const points = STAGES.flatMap(({ name }, stage) => {
    const { rank } = passage[name];
    return rank ? [{ stage, rank, x: columnX(stage, box), y: placeY(rank, last, box) }] : [];
  });
  return { passage, points, path: smooth(points) };
}

/** Round places for the scale at the side. */
export function scalePlaces(last: number): number[] {
  return [1, 2, 3, 5, 10, 20, 50, 100, 200].filter((place) => place <= last);
}

/** Level at every stage and bent between them, so that crossings can be followed. */
function smooth(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      if (!before) return `M${at(point.x)} ${at(point.y)}`;
      const middle = (before.x + point.x) / 2;
      return `C${at(middle)} ${at(before.y)} ${at(middle)} ${at(point.y)} ${at(point.x)} ${at(point.y)}`;
    })
    .join("");
}

function at(length: number): string {
  return length.toFixed(1);
}

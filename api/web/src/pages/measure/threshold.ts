// What a threshold of confidence does with the questions of a run: nothing is asked anew, for a run keeps what it
// withheld.
import type { Row } from "../../client/evaluations";

/** Counts of questions. Of those that the documents answer: right, wrong, withheld; of the others: refused, answered. */
export interface Effect {
  right: number;
  wrong: number;
  withheld: number;
  refused: number;
  answered: number;
}

/** The answers from `threshold` up are given: `coverage` of all questions, `risk` is the share of wrong ones. */
export interface RiskPoint {
  threshold: number;
  answers: number;
  wrong: number;
  coverage: number;
  risk: number;
}

/** What would come of giving the answers of this confidence and above. */
export function effect(rows: readonly Row[], threshold: number): Effect {
  const counts: Effect = { right: 0, wrong: 0, withheld: 0, refused: 0, answered: 0 };
  for (const row of rows) counts[fate(row, row.text !== null && row.confidence >= threshold)] += 1;
  return counts;
}

function fate(row: Row, given: boolean): keyof Effect {
  if (!row.answerable) return given ? "answered" : "refused";
  if (!given) return "withheld";
  return row.right ? "right" : "wrong";
}

/** The share of wrong answers among those given; null when none is given. */
export function risk({ right, wrong, answered }: Effect): number | null {
  const given = right + wrong + answered;
  return given ? (wrong + answered) / given : null;
}

/** A point for each confidence that occurs, the strictest first. */
export function riskCurve(rows: readonly Row[]): RiskPoint[] {
  const given = rows.filter((row) => row.text !== null).sort((one, other) => other.confidence - one.confidence);
  const points: RiskPoint[] = [];
  let wrong = 0;
  given.forEach((row, place) => {
    wrong += row.answerable && row.right ? 0 : 1;
    if (given[place + 1]?.confidence === row.confidence) return;
    const answers = place + 1;
    points.push({ threshold: row.confidence, answers, wrong, coverage: answers / rows.length, risk: wrong / answers });
  });
  return points;
}

import { describe, expect, it } from "vitest";
import type { Row } from "../../client/evaluations";
import { effect, risk, riskCurve } from "./threshold";

function row(confidence: number, fields: Partial<Row> = {}): Row {
  return {
    id: String(confidence),
    kind: null,
    question: "?",
    answerable: true,
    abstained: false,
    confidence,
    text: "yes",
    right: true,
    hit_1: null,
    ask_ms: 1,
    search_ms: 1,
    ...fields,
  };
}

const ROWS = [
  row(0.9),
  row(0.6, { right: false }),
  row(0.6),
  row(0.3, { abstained: true }),
  row(0.2, { text: null, right: null, abstained: true }),
  row(0.7, { answerable: false, right: null }),
  row(0.1, { answerable: false, right: null, text: null, abstained: true }),
];

describe("effect", () => {
  it("gives what is sure enough, whatever the run itself withheld", () => {
    expect(effect(ROWS, 0)).toEqual({ right: 3, wrong: 1, withheld: 1, refused: 1, answered: 1 });
    expect(effect(ROWS, 0.6)).toEqual({ right: 2, wrong: 1, withheld: 2, refused: 1, answered: 1 });
    expect(effect(ROWS, 0.95)).toEqual({ right: 0, wrong: 0, withheld: 5, refused: 2, answered: 0 });
  });

  it("counts an answer to an unanswerable question as wrong", () => {
    expect(risk(effect(ROWS, 0.7))).toBe(0.5);
    expect(risk(effect(ROWS, 1))).toBeNull();
  });
});

describe("riskCurve", () => {
  it("has a point for each confidence, with ties taken together", () => {
    const shown = riskCurve(ROWS).map(({ threshold, answers, wrong }) => [threshold, answers, wrong]);
    expect(shown).toEqual([
      [0.9, 1, 0],
      [0.7, 2, 1],
      [0.6, 4, 2],
      [0.3, 5, 2],
    ]);
  });

  it("takes coverage over all questions and risk over the answers given", () => {
    expect(riskCurve(ROWS).at(-1)).toMatchObject({ coverage: 5 / 7, risk: 2 / 5 });
  });

  it("is empty without answers", () => {
    expect(riskCurve([])).toEqual([]);
  });
});

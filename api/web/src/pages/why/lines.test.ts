import { describe, expect, it } from "vitest";
import type { PassageTrace, StageName } from "../../client/explain";
import { columnX, lastPlace, lineOf, placeY, scalePlaces } from "./lines";
import { fileName, passageFate, passageName, passagePlaces } from "./names";
import { percent } from "./stages";

const BOX = { width: 600, height: 300, top: 40, bottom: 20, side: 50 };
const NONE = { rank: null, score: null };

function passage(ranks: Partial<Record<StageName, number>>, more: Partial<PassageTrace> = {}): PassageTrace {
  const place = (name: StageName) => (ranks[name] ? { rank: ranks[name], score: 0.5 } : NONE);
  return {
    chunk_id: 1,
    document_id: "d",
    version: 1,
    uri: "file:///docs/a%20b.md",
    title: null,
    start: 1506,
    end: 1600,
    page: null,
    text: "text",
    suspicion: [],
    dense: place("dense"),
    lexical: place("lexical"),
    fused: place("fused"),
    shown: place("shown"),
    read: place("read"),
    cited: place("cited"),
    fate: "shown",
    behind: [],
    span_share: null,
    ...more,
  };
}

describe("lines", () => {
  it("puts the first place at the top, the last at the bottom, the columns from side to side", () => {
    expect(placeY(1, 64, BOX)).toBe(40);
    expect(placeY(64, 64, BOX)).toBe(280);
    expect(placeY(8, 64, BOX)).toBeCloseTo(160);
    expect(placeY(1, 1, BOX)).toBe(40);
    expect([columnX(0, BOX), columnX(5, BOX)]).toEqual([50, 550]);
  });

  it("passes through the stages that have the passage, and through no others", () => {
    const { points, path } = lineOf(passage({ dense: 4, fused: 2, shown: 1 }), 64, BOX);
    expect(points.map(({ stage, rank }) => [stage, rank])).toEqual([
      [0, 4],
      [2, 2],
      [3, 1],
    ]);
    expect(path.match(/[MC]/g)).toEqual(["M", "C", "C"]);
    expect(path).not.toContain("NaN");
    expect(lineOf(passage({}), 64, BOX).path).toBe("");
  });

  it("knows the last place of all, and marks round ones", () => {
    expect(lastPlace([passage({ dense: 4 }), passage({ lexical: 48, fused: 61 })])).toBe(61);
    expect(lastPlace([])).toBe(1);
    expect(scalePlaces(61)).toEqual([1, 2, 3, 5, 10, 20, 50]);
  });
});

describe("names", () => {
  it("says where a passage is", () => {
    expect(fileName("file:///docs/a%20b.md")).toBe("a b.md");
    expect(fileName("https://example.org/")).toBe("example.org");
    expect(fileName("file:///100%.md")).toBe("100%.md");
    expect(passageName(passage({}))).toBe("a b.md, from character 1,506");
    expect(passageName(passage({}, { page: 3 }))).toBe("a b.md, page 3");
    expect(passagePlaces(passage({ dense: 4, fused: 2 }))).toBe("meaning 4, both 2");
  });

  it("says what became of it", () => {
    const rival = passage({}, { chunk_id: 7, uri: "file:///rival.md" });
    const copy = passage({ fused: 3 }, { fate: "copy", behind: [7] });
    expect(passageFate(copy, false, [rival, copy])).toContain("rival.md");
    expect(passageFate(passage({ cited: 1 }), false, [])).toBe("It is cited.");
    expect(passageFate(passage({ cited: 1 }), true, [])).toContain("withheld");
    expect(passageFate(passage({ shown: 9 }), false, [])).toContain("ended before it");
    const suspected = { suspicion: ["overrides what the model was told: Ignore all"] };
    expect(passageFate(passage({ shown: 1 }, suspected), false, [])).toContain("no answer is taken from it");
    expect(passageFate(passage({ shown: 1, read: 1 }, suspected), false, [])).toContain("others answer better");
  });

  it("says small shares without calling them nothing", () => {
    expect([percent(0), percent(0.004), percent(0.375)]).toEqual(["0 %", "under 1 %", "38 %"]);
  });
});

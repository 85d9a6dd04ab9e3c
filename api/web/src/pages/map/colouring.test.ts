import { expect, test } from "vitest";
import type { Cluster, Legend } from "../../client/map";
import { colouringOf, lastPart, spread } from "./colouring";
import { lookOf } from "./draw/look";
import { LIGHT } from "./draw/palette";
import { DIM, HIDDEN, LIT, NORMAL } from "./draw/splat";
import { bodyOf } from "./points/fixture";
import { indexOf, pointsOf } from "./points/points";

const document = (number: number, folder: number, language: number, date: string) => ({
  number,
  id: String(number),
  uri: `file:///a/b%20${number}.md`,
  title: number === 2 ? null : `Title ${number}`,
  folder,
  language,
  date,
  points: 1,
});
const LEGEND: Legend = {
  sequence: 1,
  documents: [document(1, 0, 0, "2026-01-01"), document(2, 0, -1, "2026-01-31"), document(3, 1, 0, "2026-01-16")],
  folders: [
    { name: "a", points: 3 },
    { name: "b", points: 1 },
  ],
  languages: [{ name: "en", points: 3 }],
  first_date: "2026-01-01",
  last_date: "2026-01-31",
};
const CLUSTERS: Cluster[] = [{ cluster: 0, label: "one", words: [], points: 2, x: 0, y: 0 }];
const points = pointsOf(
  bodyOf([
    { x: 0, y: 0, chunkId: 1, document: 1, cluster: 0, distortion: 0 },
    { x: 0.1, y: 0, chunkId: 2, document: 2, cluster: 65535, distortion: 254 },
    { x: 0.2, y: 0, chunkId: 3, document: 3, cluster: 0, distortion: 255 },
    { x: 0.3, y: 0, chunkId: 4, document: 9, cluster: 0, distortion: 100 },
  ]),
);

function entriesBy(by: Parameters<typeof colouringOf>[0]): string[] {
  const { entries, category } = colouringOf(by, points, LEGEND, CLUSTERS, LIGHT);
  return [1, 2, 3, 4].map((chunkId) => entries[category[indexOf(points, chunkId)] as number]?.label ?? "?");
}

test("each colouring names every point", () => {
  expect(entriesBy("cluster")).toEqual(["one", "in no group", "one", "one"]);
  expect(entriesBy("document")).toEqual(["Title 1", "b 2.md", "Title 3", "unknown"]);
  expect(entriesBy("folder")).toEqual(["a", "a", "b", "unknown"]);
  expect(entriesBy("language")).toEqual(["en", "unknown", "en", "unknown"]);
  expect(entriesBy("date")[0]).toContain("2026-01-01");
  expect(entriesBy("date")[1]).toContain("from 2026-01-27");
  expect(entriesBy("date")[3]).toBe("without a date");
  expect(entriesBy("distortion")).toEqual(["true to the texts", "torn apart", "not measured", "nearly true"]);
});

test("entries count their points and every colour exists", () => {
  for (const by of ["cluster", "document", "folder", "language", "date", "distortion"] as const) {
    const { entries, colours } = colouringOf(by, points, LEGEND, CLUSTERS, LIGHT);
    expect(entries.reduce((sum, entry) => sum + entry.points, 0)).toBe(4);
    for (const { paint } of entries) expect(colours[paint]).toBeDefined();
  }
});

test("clusters side by side differ in colour", () => {
  const row = Array.from({ length: 30 }, (_, i) => ({ x: i, y: 0 }));
  const paints = spread(row, 10);
  for (let i = 1; i < row.length; i += 1) expect(paints[i]).not.toBe(paints[i - 1]);
});

test("chosen entries are shown, lit points stand out before dimmed ones", () => {
  const colouring = colouringOf("folder", points, LEGEND, CLUSTERS, LIGHT);
  const level = (chosen: number[], lit: number[] | null) => {
    const look = lookOf(colouring, new Set(chosen), lit && lit.map((id) => indexOf(points, id)), LIGHT);
    return [1, 2, 3, 4].map((chunkId) => look.level[indexOf(points, chunkId)]);
  };
  expect(level([], null)).toEqual([NORMAL, NORMAL, NORMAL, NORMAL]);
  expect(level([0], null)).toEqual([NORMAL, NORMAL, HIDDEN, HIDDEN]);
  expect(level([], [2])).toEqual([DIM, LIT, DIM, DIM]);
  expect(level([0], [2, 3])).toEqual([DIM, LIT, HIDDEN, HIDDEN]);
});

test("a file is called by its name", () => {
  expect(lastPart("file:///a/b%20c.md")).toBe("b c.md");
  expect(lastPart("https://example.org/docs/")).toBe("docs");
  expect(lastPart("file:///100%.md")).toBe("100%.md");
});

import { expect, test } from "vitest";
import type { Citation, Hit } from "../../client/ask";
import { pointed } from "./pointed";

const TEXT = "😀 The ship was launched in 1911. 猫";
const hit = { document_id: "d", version: 1, start: 100, end: 100 + Array.from(TEXT).length, text: TEXT } as Hit;
const cited = (start: number, end: number, version = 1) => ({ document_id: "d", version, start, end }) as Citation;

test("the quote is found by code points, with what stands around it", () => {
  expect(pointed(hit, [cited(127, 131)])).toEqual({
    before: "😀 The ship was launched in ",
    quote: "1911",
    after: ". 猫",
  });
});

test("a quote of another version or place is not of this passage", () => {
  expect(pointed(hit, [cited(127, 131, 2), cited(90, 110), cited(130, 400)])).toBeNull();
});

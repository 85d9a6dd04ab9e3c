import { expect, test } from "vitest";
import { asSentence, beginning, lastPart, nameOf, percent, sureness } from "./words";

test("a document without a title is called by its file", () => {
  expect(nameOf({ title: null, uri: "file:///a/My%20report.pdf" })).toBe("My report.pdf");
  expect(nameOf({ title: "Report", uri: "file:///a/b.pdf" })).toBe("Report");
});

test("an address that is no proper one is shown as it is", () => {
  expect(lastPart("upload:///100%.txt")).toBe("100%.txt");
});

test("confidence is said in words that follow the number", () => {
  expect([0.9, 0.7, 0.5, 0.1].map(sureness)).toEqual([
    "Very likely right",
    "Likely right",
    "Perhaps right: look at the source",
    "Doubtful: look at the source",
  ]);
  expect(percent(0.125)).toBe("13 %");
});

test("a long text is cut between words", () => {
  expect(beginning("short", 10)).toBe("short");
  expect(beginning("several words stand here", 15)).toBe("several words …");
});

test("a reason is a sentence", () => {
  expect(asSentence("not in these documents")).toBe("Not in these documents.");
});

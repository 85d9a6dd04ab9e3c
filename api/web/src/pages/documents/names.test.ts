import { expect, test } from "vitest";
import { counted, fileName, kindName, placeOf, size } from "./names";

test("a uri is shown as people know the file", () => {
  expect(fileName("upload:///%E7%8C%AB%20%26%20dog.md")).toBe("猫 & dog.md");
  expect(fileName("file:///home/me/notes/plan.md")).toBe("plan.md");
  expect(fileName("https://example.org/guide/?page=2#top")).toBe("guide");
  expect(fileName("https://example.org/")).toBe("example.org");
  expect(fileName("upload:///100%25.md")).toBe("100%.md");
  expect(fileName("upload:///%ff.md")).toBe("%ff.md");
});

test("an upload has no place, a file its folder, a page its address", () => {
  expect(placeOf("upload:///a.md")).toBe("");
  expect(placeOf("file:///home/a%20b/c.md")).toBe("/home/a b");
  expect(placeOf("https://example.org/a%20b")).toBe("https://example.org/a b");
});

test("kinds have names, unknown ones keep theirs", () => {
  expect(kindName("application/pdf")).toBe("PDF");
  expect(kindName("text/x-python")).toBe("Python");
});

test("numbers agree with their nouns", () => {
  expect([counted(1, "passage"), counted(1204, "passage")]).toEqual(["1 passage", "1,204 passages"]);
  expect([size(1), size(999), size(1200), size(34_000), size(3_400_000)]).toEqual([
    "1 byte",
    "999 bytes",
    "1.2 KB",
    "34 KB",
    "3.4 MB",
  ]);
});

import { expect, test } from "vitest";
import { originOf } from "./origin";

test("a web page gets one link that names its host", () => {
  expect(originOf("https://example.org/a b?x=1").link).toEqual({
    href: "https://example.org/a%20b?x=1",
    host: "example.org",
  });
});

test("a host is the one that the browser would open", () => {
  expect(originOf("http://good.example\\@evil.example/").link?.host).toBe("good.example");
  expect(originOf("https://good.example@evil.example/").link?.host).toBe("evil.example");
});

test.each([
  "javascript:alert(1)",
  " javascript:alert(1)",
  "data:text/html,<script>",
  "vbscript:x",
  "file:///etc/passwd",
  "upload:///a.pdf",
  "ftp://a/b",
  "no uri",
  "",
])("%s is no link", (uri) => expect(originOf(uri).link).toBeNull());

test("files are shown by their path", () => {
  expect(originOf("file:///home/a%20b/%E6%BC%A2.txt").shown).toBe("/home/a b/漢.txt");
  expect(originOf("upload:///a%20b.pdf").shown).toBe("uploaded as a b.pdf");
  expect(originOf("file:///100%").shown).toBe("/100%");
});

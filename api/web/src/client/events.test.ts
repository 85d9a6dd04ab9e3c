import { expect, test } from "vitest";
import { events, parsed } from "./events";

test("a block is a name and its data", () => {
  expect(parsed('event: done\ndata: {"a": 1}')).toEqual({ name: "done", data: { a: 1 } });
});

test("a comment is no event", () => {
  expect(parsed(": still here")).toBeNull();
});

test("events that arrive in pieces are put together", async () => {
  const pieces = ["event: sen", 'tence\ndata: {"text": "né', 'e"}\n', "\nevent: done\ndata: {}\n\n"];
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const found = [];
  for await (const event of events(new Response(body))) found.push(event);
  expect(found).toEqual([
    { name: "sentence", data: { text: "née" } },
    { name: "done", data: {} },
  ]);
});

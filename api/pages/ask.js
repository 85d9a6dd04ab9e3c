"use strict";
// Everything from documents is set as text, never as markup.

const byId = (id) => document.getElementById(id);
let current = null;

byId("form").addEventListener("submit", async (submitted) => {
  submitted.preventDefault();
  current?.abort();
  const mine = (current = new AbortController());
  clear();
  byId("reply").setAttribute("aria-busy", "true");
  try {
    await ask(byId("question").value, mine.signal);
  } catch (error) {
    if (mine.signal.aborted) return;
    byId("reason").textContent = error.message;
  }
  byId("reply").setAttribute("aria-busy", "false");
});

async function ask(question, signal) {
  const response = await fetch("/v1/ask", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, stream: true }),
    signal,
  });
  if (!response.ok) fail(await response.json());
  let waiting = "";
  for await (const piece of pieces(response.body.pipeThrough(new TextDecoderStream()).getReader())) {
    const events = (waiting + piece).split("\n\n");
    waiting = events.pop();
    events.forEach(show);
  }
}

async function* pieces(reader) {
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

function show(event) {
  const [name, data] = event.split("\n").map((line) => line.slice(line.indexOf(": ") + 2));
  const value = JSON.parse(data);
  if (name === "error") fail(value);
  if (name === "sentence") showSentence(value);
  if (name === "done") showProofs(value);
}

function showSentence(sentence) {
  byId("answer").append(sentence.text);
  for (const index of sentence.citations) {
    const mark = element("a", `[${index + 1}]`, "mark");
    mark.href = `#proof-${index + 1}`;
    byId("answer").append(mark);
  }
  byId("answer").append(" ");
}

function showProofs(reply) {
  const sure = `${Math.round(100 * reply.confidence)} % sure`;
  byId("reason").textContent = reply.abstained ? `No answer: ${reply.reason}.` : `${sure}, ${reply.reason}.`;
  const proofs = reply.abstained ? reply.hits.slice(0, 5) : reply.citations;
  byId("heading").textContent = reply.abstained ? "The nearest passages" : "Proof";
  byId("heading").hidden = proofs.length === 0;
  byId("proofs").replaceChildren(...proofs.map(proofItem));
}

function proofItem(proof, index) {
  const item = element("li", "");
  item.id = `proof-${index + 1}`;
  const page = proof.page ? `, page ${proof.page}` : "";
  const source = `${proof.title ?? "untitled"} (${proof.uri}${page}, characters ${proof.start} to ${proof.end})`;
  item.append(element("blockquote", proof.quote ?? proof.text), element("span", source, "quiet"));
  return item;
}

function element(tag, text, style) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (style) made.className = style;
  return made;
}

function clear() {
  for (const id of ["answer", "reason", "heading", "proofs"]) byId(id).replaceChildren();
  byId("heading").hidden = true;
}

function fail(reply) {
  throw new Error(`${reply.error.message}. ${reply.error.remedy}`);
}

// What passages and documents are called.
import type { PassageTrace } from "../../client/explain";
import { STAGES } from "./stages";

/** The end of a uri, readable. */
export function fileName(uri: string): string {
  const last = uri.replace(/\/+$/, "").split("/").at(-1) || uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** `guide.pdf, page 3` or `notes.md, from character 506`. */
export function passageName({ uri, page, start }: PassageTrace): string {
  return `${fileName(uri)}, ${page ? `page ${page}` : `from character ${start.toLocaleString("en")}`}`;
}

/** Its place in every stage, in one sentence. */
export function passagePlaces(passage: PassageTrace): string {
  const places = STAGES.flatMap(({ name, label }) => {
    const { rank } = passage[name];
    return rank ? [`${label.toLowerCase()} ${rank}`] : [];
  });
  return places.length ? places.join(", ") : "no place";
}

/** What became of it, where that is not told by its places. */
export function passageFate(passage: PassageTrace, abstained: boolean, all: readonly PassageTrace[]): string {
  const others = all.filter(({ chunk_id }) => passage.behind.includes(chunk_id)).map(passageName);
  if (passage.cited.rank) return abstained ? "It carries the answer that was withheld." : "It is cited.";
  if (passage.fate === "joined") return `It was joined to its neighbour: ${others.join(", ")}.`;
  if (passage.fate === "copy") return `A near-copy of what is shown: ${others.join("; ")}.`;
  if (passage.fate === "share") return "Its document has its share of the places already.";
  if (passage.fate === "beyond") return "It stands behind the last that is shown.";
  if (passage.fate === "gone") return "Its document was deleted a moment ago.";
  if (!passage.read.rank && passage.suspicion.length)
    return "It speaks to a language model: no answer is taken from it.";
  if (!passage.read.rank) return "It is shown, but what is read ended before it.";
  return "It was read; others answer better.";
}

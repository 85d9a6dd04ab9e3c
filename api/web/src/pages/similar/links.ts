// Which tokens of two texts meet, and how that is said.
import type { Explanation } from "../../client/similar";
import { strength } from "../../nearness/marks";
import { shown } from "../../nearness/words";

export interface Pointed {
  side: "a" | "b";
  place: number;
}

/** The largest share of a token that stands for text, either side. */
export function mostOf({ a, b }: Explanation): number {
  const shares = [...a.tokens, ...b.tokens]
    .filter((token) => !token.special)
    .map((token) => Math.abs(token.share ?? 0));
  return Math.max(0, ...shares);
}

/** The tokens of one text that meet the token pointed at in the other, with their strength, 0 to 100. */
export function linkedTo(explanation: Explanation, pointed: Pointed | null, side: "a" | "b"): Map<number, number> {
  if (!pointed || pointed.side === side) return new Map();
  const links = meetings(explanation, pointed);
  return new Map(links.map(({ place, share }) => [place, strength(share, links[0]?.share ?? 0)]));
}

/** What the token pointed at gives, in words. */
export function said(explanation: Explanation, pointed: Pointed): string {
  const token = explanation[pointed.side].tokens[pointed.place];
  const [strongest] = meetings(explanation, pointed);
  const other = strongest && explanation[pointed.side === "a" ? "b" : "a"].tokens[strongest.place];
  const gives = `“${token?.piece}” gives ${shown(token?.share ?? 0, 3)} of ${shown(explanation.cosine)}`;
  return other ? `${gives}, most of it together with “${other.piece}”.` : `${gives}.`;
}

const MOST = 3;

/** The strongest links of a token: the other token and their share, strongest first. */
function meetings({ links }: Explanation, { side, place }: Pointed): { place: number; share: number }[] {
  const other = side === "a" ? "b" : "a";
  const mine = links.filter((link) => link[side] === place);
  return mine.slice(0, MOST).map((link) => ({ place: link[other], share: link.share }));
}

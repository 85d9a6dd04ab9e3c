// Words of passages: the first of one, and those that set several apart.

const FIRST_WORDS = 160;
const LEAST_SHARE = 0.15;

/** The beginning of a text in one line, cut between words. */
export function firstWords(text: string, most = FIRST_WORDS): string {
  const line = text.trim().replace(/\s+/g, " ");
  if (line.length <= most) return line;
  const gap = line.lastIndexOf(" ", most);
  return `${line.slice(0, gap > most / 2 ? gap : most).replace(/[\ud800-\udbff]$/, "")} …`;
}

/**
 * The words that stand in many of these texts and in few of the others, best first.
 *
 * Each word is weighed by the share of the texts it stands in times the logarithm of how much more often that is than
 * among the others; no list of stop words, so it works in every language that parts words.
 */
export function distinctive(texts: readonly string[], others: readonly string[], most = 12): string[] {
  const here = shares(texts);
  const there = shares(others);
  const weighed: [string, number][] = [];
  for (const [word, share] of here) {
    if (share < LEAST_SHARE && texts.length > 6) continue;
    const elsewhere = (there.get(word) ?? 0) + 0.5 / Math.max(others.length, 1);
    if (share > elsewhere) weighed.push([word, share * Math.log(share / elsewhere)]);
  }
  return weighed
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word);
}

function shares(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.toLowerCase().match(/\p{L}[\p{L}\p{M}\p{N}_'’-]{2,30}/gu) ?? []))
      counts.set(word, (counts.get(word) ?? 0) + 1 / texts.length);
  return counts;
}

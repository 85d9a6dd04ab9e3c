// Figures in words.

/** A cosine as it is written everywhere: two digits, a true minus sign. */
export function shown(value: number, digits = 2): string {
  const rounded = value.toFixed(digits);
  return (Number(rounded) === 0 ? (0).toFixed(digits) : rounded).replace("-", "\u2212");
}

/** What a cosine of the packaged model usually means, for somebody who sees it for the first time. */
export function inWords(cosine: number): string {
  if (cosine > 0.95) return "all but the same";
  if (cosine > 0.7) return "very near";
  if (cosine > 0.45) return "near";
  if (cosine > 0.2) return "distantly related";
  return "unrelated";
}

/** The last part of a uri, readable. */
export function fileName(uri: string): string {
  const last = uri.replace(/\/+$/, "").split("/").pop() ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** At most `most` characters, cut between words where it can be. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most).replace(/[\ud800-\udbff]$/, "");
  return `${cut.replace(/\s+\S*$/, "") || cut} …`;
}

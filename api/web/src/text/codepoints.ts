// The service counts Unicode code points, JavaScript UTF-16 units: an emoji is one there and two here.

/** The UTF-16 index at which code point number `point` begins. */
export function toUtf16(text: string, point: number): number {
  let unit = 0;
  for (let seen = 0; seen < point && unit < text.length; seen += 1) unit += isPair(text, unit) ? 2 : 1;
  return unit;
}

/** How many code points stand before a UTF-16 index. */
export function toCodePoints(text: string, index: number): number {
  let points = 0;
  for (let unit = 0; unit < index && unit < text.length; points += 1) unit += isPair(text, unit) ? 2 : 1;
  return points;
}

/** How many code points a text has. */
export function codePoints(text: string): number {
  return toCodePoints(text, text.length);
}

/** `text[start:end]` as the service means it. */
export function slice(text: string, start: number, end: number): string {
  const from = toUtf16(text, start);
  return text.slice(from, from + toUtf16(text.slice(from), end - start));
}

/** A text cut at code points, which must ascend: one part more than there are cuts. Goes over the text once. */
export function cut(text: string, points: readonly number[]): string[] {
  const parts: string[] = [];
  let from = 0;
  let unit = 0;
  let seen = 0;
  for (const point of points) {
    for (; seen < point && unit < text.length; seen += 1) unit += isPair(text, unit) ? 2 : 1;
    parts.push(text.slice(from, unit));
    from = unit;
  }
  parts.push(text.slice(from));
  return parts;
}

function isPair(text: string, unit: number): boolean {
  const high = text.charCodeAt(unit);
  const low = text.charCodeAt(unit + 1);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}

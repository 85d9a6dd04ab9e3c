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

/** `text[start:end]` as the service means it. */
export function slice(text: string, start: number, end: number): string {
  const from = toUtf16(text, start);
  return text.slice(from, from + toUtf16(text.slice(from), end - start));
}

function isPair(text: string, unit: number): boolean {
  const high = text.charCodeAt(unit);
  const low = text.charCodeAt(unit + 1);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}

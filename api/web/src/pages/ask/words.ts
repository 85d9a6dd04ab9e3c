// How numbers, places and reasons are said to a person.

/** A confidence in words: what somebody may rely on. */
export function sureness(confidence: number): string {
  if (confidence >= 0.85) return "Very likely right";
  if (confidence >= 0.65) return "Likely right";
  if (confidence >= 0.4) return "Perhaps right: look at the source";
  return "Doubtful: look at the source";
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What a document is called: its title, else the last part of its address. */
export function nameOf({ title, uri }: { title: string | null; uri: string }): string {
  return title || lastPart(uri);
}

/** The last part of an address, readable. */
export function lastPart(uri: string): string {
  const part = uri.replace(/[/]+$/, "").split("/").pop() ?? uri;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A reason as a sentence by itself. */
export function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** Paragraphs right below each other, for a short look at a passage. */
export function withoutBlankLines(text: string): string {
  return text.replace(/\n\s*\n/g, "\n");
}

/** The first `longest` characters of a text, cut between words. */
export function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2))} …`;
}

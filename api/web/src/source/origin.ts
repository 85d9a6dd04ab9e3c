// Where a source came from, as it may be shown: only http(s) becomes a link.

export interface Origin {
  /** What to read: the path of a file, the address of a page. */
  shown: string;
  /** The one address that may be opened, with its host named; null for files, uploads and anything odd. */
  link: { href: string; host: string } | null;
}

export function originOf(uri: string): Origin {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return { shown: uri, link: null };
  }
  if (url.protocol === "http:" || url.protocol === "https:")
    return { shown: uri, link: { href: url.href, host: url.host } };
  if (url.protocol === "upload:")
    return { shown: `uploaded as ${readable(uri.replace(/^upload:\/*/, ""))}`, link: null };
  if (url.protocol === "file:") return { shown: readable(uri.replace(/^file:\/\//, "")), link: null };
  return { shown: uri, link: null };
}

function readable(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

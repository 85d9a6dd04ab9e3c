// What documents are called and measured in, in words for people.

const KINDS: Record<string, string> = {
  "application/epub+zip": "Book (EPUB)",
  "application/json": "JSON",
  "application/jsonl": "JSON lines",
  "application/mbox": "E-mails",
  "application/pdf": "PDF",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
  "application/x-ndjson": "JSON lines",
  "image/bmp": "Picture (BMP)",
  "image/jpeg": "Picture (JPEG)",
  "image/png": "Picture (PNG)",
  "image/tiff": "Picture (TIFF)",
  "image/webp": "Picture (WebP)",
  "message/rfc822": "E-mail",
  "text/csv": "Table (CSV)",
  "text/html": "Web page",
  "text/markdown": "Markdown",
  "text/plain": "Text",
  "text/tab-separated-values": "Table (TSV)",
};

/** A media type as people call it: `application/pdf` is a PDF. */
export function kindName(mediaType: string): string {
  const rest = mediaType.replace(/^(text|application)\/(x-)?/, "");
  return KINDS[mediaType] ?? rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** The last part of a uri, readable; never empty. */
export function fileName(uri: string): string {
  const path = uri.replace(/[?#].*$/, "").replace(/\/+$/, "");
  return decoded(path.slice(path.lastIndexOf("/") + 1)) || uri;
}

/** Where a document is from: the folder of a local file, the address of a page, nothing for an upload. */
export function placeOf(uri: string): string {
  if (uri.startsWith("upload:")) return "";
  if (uri.startsWith("file://")) return decoded(uri.slice("file://".length, uri.lastIndexOf("/")));
  return decoded(uri);
}

/** `1 passage`, `1,204 passages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** A size as people read it: `812 bytes`, `3.4 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : [bytes / 1e6, "MB"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** The day and time of a moment, in the reader's own time zone. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

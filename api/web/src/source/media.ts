// Which documents the service can show as pages.

/** Whether documents of a media type have pages to look at: PDFs, pictures and scans. */
export function hasPages(mediaType: string): boolean {
  return mediaType === "application/pdf" || mediaType.startsWith("image/");
}

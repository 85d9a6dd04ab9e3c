// A page of a PDF or of a picture file: its picture, and the boxes of the quotes that stand on it.
import { useEffect, useState } from "preact/hooks";
import { type Boxes, boxes, pageImage, type Source, type Span } from "../client/sources";

export interface QuoteBoxes {
  quote: number;
  found: Boxes;
}

/** The address of a page's picture; the one before stays while a sharper one of the same page is drawn. */
export function usePicture(source: Source, page: number, width: number): { picture: string | null; error: unknown } {
  const { documentId, version, collection } = source;
  const [picture, setPicture] = useState<{ page: number; url: string } | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (width === 0) return;
    const controller = new AbortController();
    setError(null);
    pageImage({ documentId, version, collection }, page, width, { signal: controller.signal }).then(
      (blob) => controller.signal.aborted || setPicture({ page, url: URL.createObjectURL(blob) }),
      (reason) => controller.signal.aborted || setError(reason),
    );
    return () => controller.abort();
  }, [documentId, version, collection, page, width]);
  useEffect(() => (picture ? () => URL.revokeObjectURL(picture.url) : undefined), [picture]);
  return { picture: picture?.page === page ? picture.url : null, error };
}

/** The boxes of those quotes that stand on a page; null while they are looked for. */
export function useBoxes(source: Source, page: number, quotes: readonly (Span & { quote: number })[]) {
  const { documentId, version, collection } = source;
  const [found, setFound] = useState<{ page: number; boxes: QuoteBoxes[] } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const wanted = JSON.stringify(quotes);
  useEffect(() => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const source = { documentId, version, collection };
    setError(null);
    const all = (JSON.parse(wanted) as (Span & { quote: number })[]).map(async ({ quote, start, end }) => ({
      quote,
      found: await boxes(source, page, { start, end }, options),
    }));
    Promise.all(all).then(
      (boxes) => controller.signal.aborted || setFound({ page, boxes }),
      (reason) => controller.signal.aborted || setError(reason),
    );
    return () => controller.abort();
  }, [documentId, version, collection, page, wanted]);
  return { boxes: found?.page === page ? found.boxes : null, error };
}

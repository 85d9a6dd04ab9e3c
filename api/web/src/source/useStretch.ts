// The part of a text that is loaded: it begins around one place and grows at both ends while somebody scrolls.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Blocks, blocks, type Source, type Span } from "../client/sources";
import { followedBy, type Piece, piecesOf } from "./pieces";

const BEFORE = 3_000;
const AFTER = 9_000;
const MORE = 20_000;
const LONGEST_QUOTE = 60_000;

export interface Stretch extends Span {
  pieces: Piece[];
  /** Length of the whole text in code points. */
  characters: number;
  about: Blocks;
}

export interface Loading {
  stretch: Stretch | null;
  error: unknown;
  /** Load what comes before or behind; nothing happens while something is being loaded. */
  grow: (where: "before" | "behind") => void;
}

/** Loads the text around `place`, anew when that lies outside of what is loaded. */
export function useStretch(source: Source, place: Span): Loading {
  const { documentId, version, collection } = source;
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const [error, setError] = useState<unknown>(null);
  const busy = useRef<AbortController | null>(null);
  const here = useRef<Stretch | null>(null);
  here.current = stretch;

  const load = useCallback(
    (span: Span, take: (found: Blocks) => Stretch) => {
      const controller = new AbortController();
      busy.current = controller;
      blocks({ documentId, version, collection }, span, { signal: controller.signal })
        .then(
          (found) => controller.signal.aborted || setStretch(take(found)),
          (reason) => controller.signal.aborted || setError(reason),
        )
        .finally(() => {
          if (busy.current === controller) busy.current = null;
        });
    },
    [documentId, version, collection],
  );

  useEffect(() => {
    setStretch(null);
    setError(null);
    here.current = null;
    return () => busy.current?.abort();
  }, [load]);

  useEffect(() => {
    const loaded = here.current;
    const end = Math.min(place.end, place.start + LONGEST_QUOTE);
    if (loaded && loaded.start <= place.start && end <= loaded.end) return;
    busy.current?.abort();
    load({ start: Math.max(0, place.start - BEFORE), end: end + AFTER }, fresh);
  }, [load, place.start, place.end]);

  const grow = useCallback(
    (where: "before" | "behind") => {
      const loaded = here.current;
      if (!loaded || busy.current) return;
      if (where === "before" && loaded.start > 0)
        load({ start: Math.max(0, loaded.start - MORE), end: loaded.start }, (found) => joined(fresh(found), loaded));
      if (where === "behind" && loaded.end < loaded.characters)
        load({ start: loaded.end, end: loaded.end + MORE }, (found) => joined(loaded, fresh(found)));
    },
    [load],
  );
  return { stretch, error, grow };
}

function fresh(found: Blocks): Stretch {
  return {
    pieces: piecesOf(found),
    start: found.start,
    end: found.end,
    characters: found.characters,
    about: { ...found, text: "", blocks: [] },
  };
}

function joined(before: Stretch, after: Stretch): Stretch {
  return { ...before, pieces: followedBy(before.pieces, after.pieces), end: after.end };
}

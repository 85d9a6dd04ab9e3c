// Replies that follow what is being typed.
import { useEffect, useRef, useState } from "preact/hooks";

const PAUSE = 350;

export interface Live<T> {
  /** The newest reply, kept while the next one is on its way. */
  reply: T | null;
  error: unknown;
  busy: boolean;
}

/**
 * Calls `load` whenever `key` changes and typing pauses; an earlier call is given up. An empty key asks nothing.
 * `load` must depend on nothing that is not in the key.
 */
export function useLive<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Live<T> {
  const [live, setLive] = useState<Live<T>>({ reply: null, error: null, busy: key !== "" });
  const first = useRef(true);
  useEffect(() => {
    if (!key) {
      setLive({ reply: null, error: null, busy: false });
      return;
    }
    const stop = new AbortController();
    setLive((before) => ({ ...before, busy: true }));
    const waited = setTimeout(
      () =>
        load(stop.signal).then(
          (reply) => !stop.signal.aborted && setLive({ reply, error: null, busy: false }),
          (error) => !stop.signal.aborted && setLive({ reply: null, error, busy: false }),
        ),
      first.current ? 0 : PAUSE,
    );
    first.current = false;
    return () => {
      clearTimeout(waited);
      stop.abort();
    };
  }, [key]);
  return live;
}

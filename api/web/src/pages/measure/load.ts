import { type Dispatch, type StateUpdater, useEffect, useState } from "preact/hooks";

export interface Loaded<T> {
  /** Null until it has come. */
  data: T | null;
  error: unknown;
  set: Dispatch<StateUpdater<T | null>>;
}

/** What `load` brings, asked for anew whenever one of `inputs` changes; an answer that came too late is dropped. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [data, set] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    set(null);
    setError(null);
    load(leaving.signal).then(
      (value) => !leaving.signal.aborted && set(() => value),
      (reason) => !leaving.signal.aborted && setError(reason),
    );
    return () => leaving.abort();
  }, inputs);
  return { data, error, set };
}

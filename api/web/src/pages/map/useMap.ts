// The state of the map, asked for again and again, and its points, fetched when they are others.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Legend, type MapState, mapLegend, mapPoints, mapState, startMap } from "../../client/map";
import { type Points, pointsOf } from "./points/points";

const COMPUTING_MILLISECONDS = 700;
const QUIET_MILLISECONDS = 15_000;

export interface Loaded {
  points: Points;
  legend: Legend;
}

export interface MapHook {
  state: MapState | null;
  loaded: Loaded | null;
  error: unknown;
  /** Compute the map, or compute it anew. */
  start: () => void;
}

export function useMap(collection: string): MapHook {
  const [state, setState] = useState<MapState | null>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const held = useRef("");

  useEffect(() => {
    setState(null);
    setLoaded(null);
    held.current = "";
  }, [collection]);

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer = 0;
    const look = async () => {
      let pause = QUIET_MILLISECONDS;
      try {
        const now = await mapState(collection, { signal });
        if (now.state === "computing") pause = COMPUTING_MILLISECONDS;
        setState(now);
        const wanted = `${collection} ${now.map} ${now.sequence}`;
        if (now.map && wanted !== held.current) {
          setLoaded(await fetched(collection, now.map, signal));
          held.current = wanted;
        }
        setError(null);
      } catch (problem) {
        if (!signal.aborted) setError(problem);
      }
      if (!signal.aborted) timer = window.setTimeout(look, pause);
    };
    void look();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [collection, round]);

  const start = useCallback(() => {
    startMap(collection).then(
      (now) => {
        setState(now);
        setRound((count) => count + 1);
      },
      (problem) => setError(problem),
    );
  }, [collection]);

  return { state, loaded, error, start };
}

async function fetched(collection: string, map: string, signal: AbortSignal): Promise<Loaded> {
  const [body, legend] = await Promise.all([mapPoints(collection, map, { signal }), mapLegend(collection, { signal })]);
  return { points: pointsOf(body), legend };
}

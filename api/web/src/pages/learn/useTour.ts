// The samples of the tour: begun when the page is opened, watched until they can be asked.
import { useEffect, useState } from "preact/hooks";
import { beginTour, type Tour, tourState } from "../../client/tour";

const LOOK_AGAIN = 700;

export interface TourProgress {
  tour: Tour | null;
  error: unknown;
}

/** How far the samples are. They are read once for all; what stands already is only looked at. */
export function useTour(): TourProgress {
  const [progress, setProgress] = useState<TourProgress>({ tour: null, error: null });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let waited: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        let tour = await tourState({ signal });
        if (tour.state === "missing") tour = await beginTour({ signal });
        setProgress({ tour, error: null });
        if (tour.state === "reading") waited = setTimeout(look, LOOK_AGAIN);
      } catch (error) {
        if (!signal.aborted) setProgress({ tour: null, error });
      }
    };
    look();
    return () => {
      clearTimeout(waited);
      stop.abort();
    };
  }, []);
  return progress;
}

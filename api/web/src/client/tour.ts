// The sample documents of the guided tour.
import { type Call, call } from "./http";

export interface Tour {
  collection: string;
  state: "missing" | "reading" | "ready" | "failed";
  documents: number;
  ready: number;
  reason: string | null;
}

export function tourState(options: Call = {}): Promise<Tour> {
  return call("GET", "/v1/tour", options);
}

/** Have the samples read, in the background; again does no harm. */
export function beginTour(options: Call = {}): Promise<Tour> {
  return call("POST", "/v1/tour", options);
}

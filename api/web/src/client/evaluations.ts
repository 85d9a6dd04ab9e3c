// Evaluation runs: questions whose answers are known, asked; and the threshold that is chosen by them.
import { type Call, call } from "./http";

/** A figure with its 95 % interval; null where it has no value. */
export interface Interval {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface RunSummary {
  id: number;
  at: string;
  name: string;
  questions: number;
  figures: Record<string, Interval>;
}

export type Outcome = "right" | "abstained" | "wrong";
export type Loss = "not_found" | "not_read" | "another_chosen" | "withheld" | "answered";

/** What one question brought; `text` is the answer given or withheld, null where there was none to give. */
export interface Row {
  id: string;
  kind: string | null;
  question: string;
  answerable: boolean;
  abstained: boolean;
  confidence: number;
  text: string | null;
  right: boolean | null;
  hit_1: number | null;
  ask_ms: number;
  search_ms: number;
  rank?: number | null;
  read?: boolean | null;
  loss?: Loss | null;
}

export interface Latency {
  p50: number;
  p95: number;
  p99: number;
}

export interface ReliabilityBin {
  low: number;
  high: number;
  count: number;
  confidence: number;
  right: number;
}

export interface Run extends RunSummary {
  run: {
    rows: Row[];
    figures: Record<string, Interval>;
    by_kind: Record<string, Record<string, number | null>>;
    ask_ms: Latency;
    search_ms: Latency;
    reliability: ReliabilityBin[];
    conditions?: { threshold: number; model: string } | null;
  };
}

/** How far the newest run that was started here has come. */
export interface RunState {
  state: "idle" | "running" | "done" | "failed" | "cancelled";
  name: string;
  done: number;
  questions: number;
  evaluation: number | null;
  reason: string | null;
}

export interface Difference {
  before: number | null;
  after: number | null;
  difference: number | null;
  low: number | null;
  high: number | null;
  probability: number | null;
}

export interface Change {
  id: string;
  question: string;
  before: Outcome;
  after: Outcome;
  rank_before: number | null;
  rank_after: number | null;
  verdict: "better" | "worse" | "same";
}

export interface Comparison {
  questions: number;
  only_before: number;
  only_after: number;
  figures: Record<string, Difference>;
  changes: Change[];
}

/** The least confidence of an answer, and where it comes from. */
export interface Calibration {
  threshold: number;
  source: "setting" | "calibrated" | "built-in";
  built_in: number;
  stored: { threshold: number; max_wrong: number; questions: number; date: string } | null;
}

/** What a run says of thresholds; `at_most` is the share of wrong answers that the choice promises. */
export interface Trial {
  stored: boolean;
  questions: number;
  choice: {
    point: { threshold: number; answers: number; wrong: number };
    at_most: number;
    promised: boolean;
  } | null;
}

export function listRuns(collection: string, options: Call = {}): Promise<{ evaluations: RunSummary[] }> {
  return call("GET", of("/v1/evaluations", collection), options);
}

export function getRun(id: number, collection: string, options: Call = {}): Promise<Run> {
  return call("GET", of(`/v1/evaluations/${id}`, collection), options);
}

export async function deleteRun(id: number, collection: string): Promise<void> {
  await call("DELETE", of(`/v1/evaluations/${id}`, collection));
}

export function compareRuns(before: number, after: number, collection: string, options: Call = {}) {
  return call<Comparison>("GET", of(`/v1/evaluations/${before}/compare/${after}`, collection), options);
}

export function startRun(gold: string, name: string, collection: string): Promise<RunState> {
  return call("POST", "/v1/evaluations", { body: { gold, name, collection } });
}

export function runState(collection: string, options: Call = {}): Promise<RunState> {
  return call("GET", of("/v1/evaluations/running", collection), options);
}

export function cancelRun(collection: string): Promise<RunState> {
  return call("DELETE", of("/v1/evaluations/running", collection));
}

export function getCalibration(collection: string, options: Call = {}): Promise<Calibration> {
  return call("GET", of("/v1/calibration", collection), options);
}

/** Choose the threshold by a run; a dry run stores nothing, `nearest` stores what cannot be promised too. */
export function chooseThreshold(
  evaluation: number,
  maxWrong: number,
  collection: string,
  how: { dry_run?: boolean; nearest?: boolean },
): Promise<Trial> {
  return call("POST", "/v1/calibration", { body: { evaluation, max_wrong: maxWrong, collection, ...how } });
}

export async function forgetCalibration(collection: string): Promise<void> {
  await call("DELETE", of("/v1/calibration", collection));
}

function of(path: string, collection: string): string {
  return `${path}?collection=${encodeURIComponent(collection)}`;
}

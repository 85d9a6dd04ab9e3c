// What the colours mean: every point belongs to one entry of the legend.
import type { Cluster, Legend } from "../../client/map";
import type { Colour, Theme } from "./draw/palette";
import { NO_CLUSTER, NOT_MEASURED } from "./points/decode";
import type { Points } from "./points/points";

export const COLOURINGS = ["cluster", "document", "folder", "language", "date", "distortion"] as const;
export type ColourBy = (typeof COLOURINGS)[number];

export interface Entry {
  label: string;
  points: number;
  /** Place in the colours. */
  paint: number;
}

export interface Colouring {
  entries: Entry[];
  /** Place in the entries, for each point. */
  category: Uint16Array;
  colours: readonly Colour[];
}

interface Named {
  label: string;
  paint: number;
}

const STEPS = 8;
const TRUE_TO_FALSE = ["true to the texts", "nearly true", "somewhat torn", "torn apart"];

export function colouringOf(
  by: ColourBy,
  points: Points,
  legend: Legend,
  clusters: Cluster[],
  theme: Theme,
): Colouring {
  if (by === "cluster") return byCluster(points, clusters, theme);
  if (by === "distortion") return byDistortion(points, theme);
  if (by === "date") return byDate(points, legend, theme);
  return byDocument(by, points, legend, theme);
}

function byCluster(points: Points, clusters: Cluster[], theme: Theme): Colouring {
  const paints = spread(clusters, theme.categories.length);
  const named = clusters.map(({ label }, place) => ({ label, paint: paints[place] as number }));
  named.push({ label: "in no group", paint: theme.categories.length });
  const category = Uint16Array.from(points.clusters, (cluster) =>
    cluster === NO_CLUSTER || cluster >= clusters.length ? clusters.length : cluster,
  );
  return counted(named, category, [...theme.categories, theme.other]);
}

/** Neighbouring clusters get different colours: each takes the one least used among the nearest that have one. */
export function spread(clusters: readonly { x: number; y: number }[], colours: number): number[] {
  const taken: number[] = [];
  for (const [place, { x, y }] of clusters.entries()) {
    const near = clusters
      .slice(0, place)
      .map((other, index) => ({ paint: taken[index] as number, far: Math.hypot(other.x - x, other.y - y) }))
      .sort((a, b) => a.far - b.far)
      .slice(0, colours - 1);
    const burden = Array.from({ length: colours }, (_, paint) =>
      near.filter((one) => one.paint === paint).reduce((sum, one) => sum + 1 / (one.far + 1e-6), 0),
    );
    taken.push(burden.indexOf(Math.min(...burden)));
  }
  return taken;
}

function byDistortion(points: Points, theme: Theme): Colouring {
  const shades = TRUE_TO_FALSE.map((_, step) => Math.round((step / (TRUE_TO_FALSE.length - 1)) * 15));
  const named = TRUE_TO_FALSE.map((label, step) => ({ label, paint: shades[step] as number }));
  named.push({ label: "not measured", paint: theme.ramp.length });
  const category = Uint16Array.from(points.distortion, (value) =>
    value === NOT_MEASURED ? TRUE_TO_FALSE.length : Math.min(Math.floor((value / 255) * TRUE_TO_FALSE.length), 3),
  );
  return counted(named, category, [...theme.ramp, theme.other]);
}

function byDate(points: Points, legend: Legend, theme: Theme): Colouring {
  const first = Date.parse(legend.first_date ?? "");
  const span = Math.max(Date.parse(legend.last_date ?? "") - first, 1);
  const stepOf = (date: string | null) => {
    const share = (Date.parse(date ?? "") - first) / span;
    return Number.isNaN(share) ? STEPS : Math.max(0, Math.min(Math.floor(share * STEPS), STEPS - 1));
  };
  const day = (step: number) => new Date(first + (span * step) / STEPS).toISOString().slice(0, 10);
  const named: Named[] = Array.from({ length: STEPS }, (_, step) => ({
    label: Number.isNaN(first) ? "" : step === STEPS - 1 ? `from ${day(step)}` : `${day(step)} to ${day(step + 1)}`,
    paint: Math.round((step / (STEPS - 1)) * 15),
  }));
  named.push({ label: "without a date", paint: theme.ramp.length });
  const steps = new Map(legend.documents.map(({ number, date }) => [number, stepOf(date)]));
  const category = Uint16Array.from(points.documents, (number) => steps.get(number) ?? STEPS);
  return counted(named, category, [...theme.ramp, theme.other]);
}

function byDocument(by: "document" | "folder" | "language", points: Points, legend: Legend, theme: Theme): Colouring {
  const labels =
    by === "document"
      ? legend.documents.map(({ title, uri }) => title || lastPart(uri))
      : (by === "folder" ? legend.folders : legend.languages).map(({ name }) => name || "unnamed");
  const unknown = labels.length;
  const places = new Map(
    legend.documents.map((document, place) => [document.number, by === "document" ? place : document[by]]),
  );
  const category = Uint16Array.from(points.documents, (number) => {
    const place = places.get(number) ?? -1;
    return place < 0 ? unknown : Math.min(place, unknown);
  });
  // The ten with the most points get a colour of their own.
  const order = bySize(category, unknown).slice(0, theme.categories.length);
  const paints = new Map(order.map((place, paint) => [place, paint]));
  const named = [...labels, "unknown"].map((label, place) => ({
    label,
    paint: paints.get(place) ?? theme.categories.length,
  }));
  return counted(named, category, [...theme.categories, theme.other]);
}

/** The last part of an address, as a person would call the file. */
export function lastPart(uri: string): string {
  const part = uri.replace(/[/]+$/, "").split("/").pop() ?? uri;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function bySize(category: Uint16Array, known: number): number[] {
  const sizes = tally(category, known + 1);
  return Array.from({ length: known }, (_, place) => place).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
}

function counted(named: Named[], category: Uint16Array, colours: readonly Colour[]): Colouring {
  const sizes = tally(category, named.length);
  return { entries: named.map((one, place) => ({ ...one, points: sizes[place] ?? 0 })), category, colours };
}

function tally(category: Uint16Array, length: number): Uint32Array {
  const sizes = new Uint32Array(length);
  for (const place of category) sizes[place] = (sizes[place] ?? 0) + 1;
  return sizes;
}

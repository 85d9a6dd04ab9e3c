// What the reader has asked the map, and what it shows for that: lit points, marks, threads.
import { useState } from "preact/hooks";
import { type Coverage, type Found, type MapAnswer, type Neighbours, STAGES, type Stage } from "../../client/map";
import type { Atlas } from "./atlas";
import { type Mark, signed, type Thread } from "./draw/marks";
import { indexOf, type Place, placeOf } from "./points/points";

export const TABS = ["legend", "ask", "find", "copies", "gaps", "list", "about"] as const;
export type Tab = (typeof TABS)[number];

export interface Above {
  marks: Mark[];
  threads: Thread[];
  question: Place | null;
}

export interface Told {
  tab: Tab;
  /** The passage that is open beside the map. */
  opened: number | null;
  neighbours: Neighbours | null;
  selection: readonly number[] | null;
  found: Found | null;
  reply: MapAnswer | null;
  layers: ReadonlySet<Stage>;
  gaps: Coverage | null;
  /** Chunk ids of the points that stand out; null when none do. */
  lit: readonly number[] | null;
  change: (changed: Partial<Asked>) => void;
  open: (chunkId: number) => void;
  select: (chunkIds: number[]) => void;
  close: () => void;
  above: (atlas: Atlas) => Above;
}

type Asked = Pick<Told, "tab" | "opened" | "neighbours" | "selection" | "found" | "reply" | "layers" | "gaps"> & {
  group: readonly number[] | null;
};

const NOTHING: Asked = {
  tab: "legend",
  opened: null,
  neighbours: null,
  selection: null,
  found: null,
  group: null,
  reply: null,
  // The union of the first two would only hide them.
  layers: new Set(STAGES.filter((stage) => stage !== "fused")),
  gaps: null,
};

export function useTold(): Told & { group: readonly number[] | null } {
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const [lit, setLit] = useState<readonly number[] | null>(null);
  const change = (changed: Partial<Asked>) => {
    const next = { ...asked, ...changed };
    setAsked(next);
    setLit(litOf(next));
  };
  return {
    ...asked,
    lit,
    change,
    open: (chunkId) => change({ opened: chunkId, neighbours: null }),
    select: (chunkIds) => change({ selection: chunkIds, opened: null, neighbours: null }),
    close: () => change(asked.opened !== null ? { opened: null, neighbours: null } : { selection: null }),
    above: (atlas) => aboveOf(asked, atlas),
  };
}

function litOf({ tab, selection, found, group, reply, layers }: Asked): readonly number[] | null {
  if (selection) return selection;
  if (tab === "find" && found) return found.chunk_ids;
  if (tab === "copies" && group) return group;
  if (tab !== "ask" || !reply) return null;
  return [...new Set([...layers].flatMap((stage) => reply.layers[stage].map((hit) => hit.chunk_id)))];
}

function aboveOf(asked: Asked, atlas: Atlas): Above {
  const ink = atlas.theme.dark ? "#ecebe5" : "#1d1c19";
  const marks: Mark[] = [];
  const threads: Thread[] = [];
  const at = (chunkId: number) => {
    const index = indexOf(atlas.points, chunkId);
    return index < 0 ? null : placeOf(atlas.points, index);
  };
  const { opened, neighbours, tab, reply, layers, gaps, group, found } = asked;
  if (tab === "ask" && reply) {
    for (const stage of STAGES)
      if (layers.has(stage))
        for (const place of reply.layers[stage].map((hit) => at(hit.chunk_id)))
          if (place) marks.push(signed(stage, place, atlas.theme));
    if (layers.has("cited"))
      for (const place of reply.layers.cited.map((hit) => at(hit.chunk_id)))
        if (place) threads.push({ from: reply, to: place, stroke: ink });
  }
  if (tab === "gaps") for (const question of gaps?.questions ?? []) marks.push(gapMark(question.kind, question, atlas));
  if (tab === "copies")
    for (const place of (group ?? []).map(at))
      if (place) marks.push({ place, shape: "ring", size: 8, stroke: ink, fill: "none" });
  const from = opened === null ? null : at(opened);
  if (from) {
    for (const to of (neighbours?.neighbours ?? []).map(({ chunk_id }) => at(chunk_id)))
      if (to) threads.push({ from, to, stroke: ink });
    marks.push({ place: from, shape: "ring", size: 10, stroke: ink, fill: "none" });
  }
  return { marks, threads, question: questionOf(tab, reply, found) };
}

function gapMark(kind: "refused" | "disliked", place: Place, { theme }: Atlas): Mark {
  const stroke = kind === "refused" ? (theme.dark ? "#ff9d92" : "#a3261c") : theme.dark ? "#ffd75e" : "#855008";
  return { place, shape: kind === "refused" ? "cross" : "diamond", size: 6, stroke, fill: "none" };
}

function questionOf(tab: Tab, reply: MapAnswer | null, found: Found | null): Place | null {
  if (tab === "ask" && reply) return { x: reply.x, y: reply.y };
  if (tab === "find" && found && found.x !== null && found.y !== null) return { x: found.x, y: found.y };
  return null;
}

// What lies above the points: marks of one shape each, so that they differ without colour too.
import type { Stage } from "../../../client/map";
import type { Place } from "../points/points";
import type { Theme } from "./palette";

export type Shape = "ring" | "square" | "diamond" | "disc" | "star" | "cross";

export interface Mark {
  place: Place;
  shape: Shape;
  /** Half its width in pixels. */
  size: number;
  stroke: string;
  fill: string;
}

/** A line from one place of the map to another. */
export interface Thread {
  from: Place;
  to: Place;
  stroke: string;
}

interface Sign {
  shape: Shape;
  size: number;
  light: string;
  dark: string;
  filled: boolean;
}

export const SIGNS: Record<Stage, Sign> = {
  dense: { shape: "ring", size: 6, light: "#0065a4", dark: "#6cc0f5", filled: false },
  lexical: { shape: "square", size: 8, light: "#b04300", dark: "#f5a25a", filled: false },
  fused: { shape: "diamond", size: 13, light: "#5848a8", dark: "#b3a8ff", filled: false },
  read: { shape: "disc", size: 4, light: "#00704f", dark: "#58d8a0", filled: true },
  cited: { shape: "star", size: 12, light: "#a3261c", dark: "#ffd75e", filled: true },
};

export function signed(stage: Stage, place: Place, theme: Theme): Mark {
  const { shape, size, light, dark, filled } = SIGNS[stage];
  const colour = theme.dark ? dark : light;
  return { place, shape, size, stroke: colour, fill: filled ? colour : "none" };
}

/** The outline of a shape around the origin, as the `d` of an SVG path (and of a Path2D). */
export function outline(shape: Shape, size: number): string {
  const s = size;
  if (shape === "square") return `M${-s} ${-s}H${s}V${s}H${-s}Z`;
  if (shape === "diamond") return `M0 ${-s}L${s} 0L0 ${s}L${-s} 0Z`;
  if (shape === "cross") return `M${-s} ${-s}L${s} ${s}M${s} ${-s}L${-s} ${s}`;
  if (shape === "star") return star(s);
  return `M${-s} 0A${s} ${s} 0 1 0 ${s} 0A${s} ${s} 0 1 0 ${-s} 0Z`;
}

function star(size: number): string {
  const corners = Array.from({ length: 10 }, (_, corner) => {
    const reach = corner % 2 === 0 ? size : size * 0.45;
    const angle = (Math.PI * corner) / 5 - Math.PI / 2;
    return `${(reach * Math.cos(angle)).toFixed(2)} ${(reach * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}

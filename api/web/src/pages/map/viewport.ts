// The window onto the map: where it looks, how large it is, and who wants to know when that changes.
import { useEffect, useState } from "preact/hooks";
import { fitted, panned, type Size, type View, zoomed } from "./draw/view";
import type { Box } from "./points/decode";
import type { Place } from "./points/points";

const TRAVEL_MILLISECONDS = 350;
const SETTLED_MILLISECONDS = 250;
/** Travelling to a few points stops at this many times the whole map, so that one still sees where one is. */
const NEAREST_TRAVEL = 6;

export class Viewport {
  view: View;
  /** The view that shows all points. */
  whole: View;
  size: Size = { width: 800, height: 600 };
  private readonly listeners = new Set<() => void>();
  private frame = 0;

  constructor(private box: Box) {
    this.whole = this.view = fitted(box, this.size);
  }

  /** Another set of points: the window keeps its place. */
  hold(box: Box): void {
    this.box = box;
    this.whole = fitted(box, this.size);
    this.tell();
  }

  resize(size: Size): void {
    const wasWhole = this.view.scale === this.whole.scale;
    this.size = size;
    this.whole = fitted(this.box, size);
    if (wasWhole) this.view = this.whole;
    this.tell();
  }

  pan(dx: number, dy: number): void {
    this.jump(panned(this.view, dx, dy));
  }

  zoom(factor: number, at: Place = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.jump(zoomed(this.view, this.size, at, factor, this.whole));
  }

  /** Go there at once. */
  jump(view: View): void {
    cancelAnimationFrame(this.frame);
    this.view = view;
    this.tell();
  }

  /** Travel there, unless the reader asked for less motion. */
  travel(to: View): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.jump(to);
    cancelAnimationFrame(this.frame);
    const from = this.view;
    const began = performance.now();
    const step = (now: number) => {
      const share = Math.min((now - began) / TRAVEL_MILLISECONDS, 1);
      this.view = share === 1 ? to : between(from, to, 1 - (1 - share) ** 3);
      this.tell();
      if (share < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  travelToWhole(): void {
    this.travel(this.whole);
  }

  /** Show these places, with some room around them. */
  travelTo(places: readonly Place[]): void {
    if (places.length === 0) return;
    const xs = places.map(({ x }) => x);
    const ys = places.map(({ y }) => y);
    const box = { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
    const view = fitted(box, this.size);
    this.travel({
      ...view,
      scale: Math.min(view.scale * 0.8, Math.max(this.whole.scale * NEAREST_TRAVEL, this.view.scale)),
    });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Draws the component again whenever the window moves. */
export function useLive(viewport: Viewport): void {
  const [, again] = useState(0);
  useEffect(() => viewport.subscribe(() => again((count) => count + 1)), [viewport]);
}

/** Draws the component again when the window has come to rest. */
export function useSettled(viewport: Viewport): number {
  const [times, again] = useState(0);
  useEffect(() => {
    let timer = 0;
    const leave = viewport.subscribe(() => {
      clearTimeout(timer);
      timer = window.setTimeout(() => again((count) => count + 1), SETTLED_MILLISECONDS);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [viewport]);
  return times;
}

function between(from: View, to: View, share: number): View {
  const mix = (a: number, b: number) => a + (b - a) * share;
  const scale = Math.exp(mix(Math.log(from.scale), Math.log(to.scale)));
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale };
}

// Mouse, fingers and keys on the map.
import type { Place } from "../points/points";
import type { Viewport } from "../viewport";

export interface Wishes {
  /** Whether dragging draws an outline instead of moving the map. */
  lasso: () => boolean;
  hover: (at: Place | null) => void;
  pick: (at: Place) => void;
  /** The outline so far, and whether it is closed now. */
  outline: (path: Place[], done: boolean) => void;
  escape: () => void;
}

const STEP = 60;
const ZOOM_STEP = 1.35;
const CLICK_PIXELS = 5;

/** Listen on the element until the returned function is called. */
export function listen(element: HTMLElement, viewport: Viewport, wishes: Wishes): () => void {
  const fingers = new Map<number, Place>();
  const drag = { travelled: 0, outlining: false, path: [] as Place[] };

  const at = (event: MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    fingers.set(event.pointerId, at(event));
    drag.travelled = fingers.size > 1 ? Number.POSITIVE_INFINITY : 0;
    drag.outlining = fingers.size === 1 && (wishes.lasso() || event.shiftKey);
    drag.path = [at(event)];
    wishes.hover(null);
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    const now = at(event);
    if (!before) {
      if (event.pointerType !== "touch") wishes.hover(now);
      return;
    }
    drag.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (drag.outlining) {
      drag.path.push(now);
      wishes.outline(drag.path.slice(), false);
    } else if (fingers.size === 1) {
      viewport.pan(now.x - before.x, now.y - before.y);
    } else {
      pinch(viewport, fingers, event.pointerId, now);
    }
    fingers.set(event.pointerId, now);
  };

  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return;
    const click = drag.travelled < CLICK_PIXELS && event.type === "pointerup";
    if (drag.outlining) wishes.outline(click ? [] : drag.path, true);
    if (click) wishes.pick(at(event));
    drag.outlining = false;
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    // A line is about 16 pixels; pinching on a touchpad arrives as a wheel with the control key.
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 6 : 1);
    viewport.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) / 480), at(event));
  };

  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys(viewport, wishes)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const leave = () => wishes.hover(null);
  const ear = new AbortController();
  const { signal } = ear;
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", leave, { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  element.addEventListener("keydown", key, { signal });
  return () => ear.abort();
}

function keys(viewport: Viewport, wishes: Wishes): Record<string, () => void> {
  const middle = { x: viewport.size.width / 2, y: viewport.size.height / 2 };
  return {
    ArrowLeft: () => viewport.pan(STEP, 0),
    ArrowRight: () => viewport.pan(-STEP, 0),
    ArrowUp: () => viewport.pan(0, STEP),
    ArrowDown: () => viewport.pan(0, -STEP),
    "+": () => viewport.zoom(ZOOM_STEP),
    "=": () => viewport.zoom(ZOOM_STEP),
    "-": () => viewport.zoom(1 / ZOOM_STEP),
    "0": () => viewport.travelToWhole(),
    Enter: () => wishes.pick(middle),
    Escape: () => wishes.escape(),
  };
}

/** Two fingers: what lies under each stays under it. */
function pinch(viewport: Viewport, fingers: Map<number, Place>, moved: number, now: Place): void {
  const other = [...fingers].find(([id]) => id !== moved)?.[1];
  const before = fingers.get(moved);
  if (!other || !before) return;
  const spread = Math.hypot(now.x - other.x, now.y - other.y);
  const was = Math.hypot(before.x - other.x, before.y - other.y);
  viewport.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  if (was > 1 && spread > 1) viewport.zoom(spread / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
}

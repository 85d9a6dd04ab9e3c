// The canvas of the points. A picture is a little larger than the window onto it; moving and zooming shift and stretch
// the last picture at once, and a fresh one replaces it as soon as the worker has drawn it.
import type { Points } from "../points/points";
import type { Look } from "./splat";
import type { Frame, Job, Order } from "./splat.worker";
import { radiusOf, type Size, type View } from "./view";

const OVERLAP = 0.12;
/** While it moves, a picture that takes longer than this is drawn at one pixel a pixel. */
const SLOW_MILLISECONDS = 25;
const REST_MILLISECONDS = 140;

export class Painter {
  private readonly worker = new Worker(new URL("./splat.worker.ts", import.meta.url), { type: "module" });
  private readonly context: ImageBitmapRenderingContext | null;
  private view: View | null = null;
  private whole: View | null = null;
  private size: Size = { width: 1, height: 1 };
  private count = 0;
  private shown: Job | null = null;
  private waitingFor: Job | null = null;
  private outdated = false;
  private slow = false;
  private rest = 0;
  private exports: ((picture: ImageBitmap) => void)[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onFirst: () => void,
  ) {
    this.context = canvas.getContext("bitmaprenderer");
    this.worker.addEventListener("message", ({ data }: MessageEvent<Frame>) => this.arrived(data));
  }

  points(points: Points, whole: View): void {
    this.count = points.length;
    this.whole = whole;
    this.order({ kind: "points", x: points.x, y: points.y, grid: points.grid });
  }

  look(look: Look): void {
    this.order({ kind: "look", look });
    this.refresh();
  }

  /** Show this part of the map, now with the last picture, soon with a fresh one. */
  show(view: View, whole: View, size: Size): void {
    const moved = !this.view || view.x !== this.view.x || view.y !== this.view.y || view.scale !== this.view.scale;
    this.view = view;
    this.whole = whole;
    this.size = size;
    this.place();
    if (moved) {
      clearTimeout(this.rest);
      this.rest = window.setTimeout(() => this.refresh(), REST_MILLISECONDS);
    }
    this.refresh(moved && this.slow);
  }

  /** A picture of exactly what is seen, for keeping. */
  picture(ratio: number): Promise<ImageBitmap> {
    return new Promise((resolve, reject) => {
      if (!this.view) return reject(new Error("there is nothing to keep yet"));
      this.exports.push(resolve);
      this.order({ kind: "draw", job: { ...this.jobOf(this.view, this.size, ratio), keep: true } });
    });
  }

  close(): void {
    clearTimeout(this.rest);
    this.worker.terminate();
  }

  private refresh(moving = false): void {
    if (!this.view) return;
    if (this.waitingFor) {
      this.outdated = true;
      return;
    }
    const { width, height } = this.size;
    const larger = { width: Math.round(width * (1 + 2 * OVERLAP)), height: Math.round(height * (1 + 2 * OVERLAP)) };
    this.waitingFor = this.jobOf(this.view, larger, moving ? 1 : Math.min(devicePixelRatio, 2));
    this.order({ kind: "draw", job: this.waitingFor });
  }

  private jobOf(view: View, size: Size, ratio: number): Job {
    return { ...size, view, ratio, keep: false, radius: radiusOf(this.count, view, this.whole ?? view) };
  }

  private arrived({ job, picture, milliseconds }: Frame): void {
    if (job.keep) {
      this.exports.shift()?.(picture);
      return;
    }
    if (!this.shown) this.onFirst();
    this.shown = job;
    this.waitingFor = null;
    this.slow =
      milliseconds / job.ratio ** 2 > SLOW_MILLISECONDS || (job.ratio > 1 && milliseconds > SLOW_MILLISECONDS);
    this.canvas.width = picture.width;
    this.canvas.height = picture.height;
    this.context?.transferFromImageBitmap(picture);
    this.place();
    if (this.outdated) {
      this.outdated = false;
      this.refresh(this.slow && this.view !== job.view);
    }
  }

  /** Put the last picture where the present view has it. */
  private place(): void {
    const { shown, view, size, canvas } = this;
    if (!shown || !view) return;
    const stretch = view.scale / shown.view.scale;
    const x = size.width / 2 + (shown.view.x - view.x) * view.scale - (shown.width * stretch) / 2;
    const y = size.height / 2 - (shown.view.y - view.y) * view.scale - (shown.height * stretch) / 2;
    canvas.style.width = `${shown.width}px`;
    canvas.style.height = `${shown.height}px`;
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${stretch})`;
  }

  private order(order: Order): void {
    this.worker.postMessage(order);
  }
}

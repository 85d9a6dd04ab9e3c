// The drawing happens here, so that moving the map never waits for it: a picture comes back when it is done.
import type { Grid } from "../points/grid";
import { type Look, type Sheet, splat } from "./splat";
import type { Size, View } from "./view";

export type Order =
  | { kind: "points"; x: Float32Array; y: Float32Array; grid: Grid }
  | { kind: "look"; look: Look }
  | { kind: "draw"; job: Job };

/** What to draw. The size is in pixels of the page, `ratio` of them are drawn for each. */
export interface Job extends Size {
  view: View;
  radius: number;
  ratio: number;
  /** To be kept as a file, not to be shown. */
  keep: boolean;
}

export interface Frame {
  job: Job;
  picture: ImageBitmap;
  milliseconds: number;
}

let sheet: Sheet | null = null;
let look: Look | null = null;
let canvas = new OffscreenCanvas(1, 1);

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  if (data.kind === "points") sheet = { x: data.x, y: data.y, grid: data.grid };
  if (data.kind === "look") look = data.look;
  if (data.kind === "draw" && sheet && look) {
    const frame = drawn(sheet, look, data.job);
    postMessage(frame, { transfer: [frame.picture] });
  }
});

function drawn(sheet: Sheet, look: Look, job: Job): Frame {
  const began = performance.now();
  const width = Math.max(1, Math.round(job.width * job.ratio));
  const height = Math.max(1, Math.round(job.height * job.ratio));
  if (canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("the browser has no canvas to draw on");
  const image = context.createImageData(width, height);
  const view = { ...job.view, scale: job.view.scale * job.ratio };
  splat(sheet, look, view, job.radius * job.ratio, { data: new Uint32Array(image.data.buffer), width, height });
  context.putImageData(image, 0, 0);
  return { job, picture: canvas.transferToImageBitmap(), milliseconds: performance.now() - began };
}

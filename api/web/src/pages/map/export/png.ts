// The view as PNG, at twice the pixels of the page.
import { outline } from "../draw/marks";
import { css } from "../draw/palette";
import { FONT, INK, type Scene } from "./scene";

export const RATIO = 2;

export async function pngOf(scene: Scene, points: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(points.width, points.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the browser has no canvas to draw on");
  context.drawImage(points, 0, 0);
  context.scale(RATIO, RATIO);
  names(context, scene);
  context.lineWidth = 2;
  for (const { place, shape, size, stroke, fill } of scene.marks) {
    const path = new Path2D();
    path.addPath(new Path2D(outline(shape, size)), new DOMMatrix([1, 0, 0, 1, place.x, place.y]));
    context.strokeStyle = stroke;
    context.fillStyle = fill;
    if (fill !== "none") context.fill(path);
    context.stroke(path);
  }
  if (scene.question) ring(context, scene);
  return canvas.convertToBlob({ type: "image/png" });
}

function names(context: OffscreenCanvasRenderingContext2D, { labels, theme }: Scene): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = css(theme.background);
  context.fillStyle = theme.dark ? INK.dark : INK.light;
  for (const { text, size, at } of labels) {
    context.font = `600 ${size}px ${FONT}`;
    context.strokeText(text, at.x, at.y);
    context.fillText(text, at.x, at.y);
  }
}

function ring(context: OffscreenCanvasRenderingContext2D, { question, theme }: Scene): void {
  if (!question) return;
  context.beginPath();
  context.arc(question.x, question.y, 9, 0, 2 * Math.PI);
  context.strokeStyle = theme.dark ? INK.dark : INK.light;
  context.lineWidth = 3;
  context.stroke();
}

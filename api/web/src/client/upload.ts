// Sending a file with its progress, which only XMLHttpRequest tells.
import { address } from "../router";
import type { Queued } from "./documents";
import { ApiError, authorization, refusal } from "./http";

/** Send one file; `onProgress` hears the share that has left, 0 to 1. Throws ApiError. */
export function upload(
  file: File,
  collection: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Queued> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("/v1/documents", { collection }));
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => lengthComputable && onProgress(loaded / total);
    request.onload = () => settle(request).then(resolve, reject);
    request.onerror = () =>
      reject(new ApiError(0, "unreachable", "the connection broke while the file was sent", "try again"));
    request.onabort = () => reject(signal.reason);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("files", file, file.name);
    request.send(form);
  });
}

async function settle(request: XMLHttpRequest): Promise<Queued> {
  if (request.status !== 202) {
    const after = request.getResponseHeader("retry-after");
    const headers = new Headers(after ? { "retry-after": after } : undefined);
    throw await refusal(new Response(request.responseText, { status: request.status, headers }));
  }
  const { documents } = JSON.parse(request.responseText) as { documents: [Queued] };
  return documents[0];
}

// Calls to the service: JSON in, JSON out, one kind of error.

const KEY = "sourcebound-key";
export const KEY_NEEDED = "sourcebound:key-needed";

/** What the service says when it refuses: a cause and what helps. Status 0: it could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
    /** Seconds after which to try again, where the service named them. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

export interface Call {
  body?: unknown;
  signal?: AbortSignal;
}

/** A call whose reply is JSON of the shape T. Throws ApiError. */
export async function call<T>(method: string, path: string, options: Call = {}): Promise<T> {
  return (await (await send(method, path, options)).json()) as T;
}

/** A call whose reply is read by the caller: bytes, images, events. Throws ApiError when it is an error. */
export async function send(method: string, path: string, { body, signal }: Call = {}): Promise<Response> {
  const json = body !== undefined && !(body instanceof FormData);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...authorization(), ...(json ? { "content-type": "application/json" } : {}) },
      body: json ? JSON.stringify(body) : ((body as FormData | undefined) ?? null),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "the service cannot be reached", "see whether it still runs");
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

/** The header that names the key which was typed in, if any. */
export function authorization(): Record<string, string> {
  const key = sessionStorage.getItem(KEY);
  return key ? { authorization: `Bearer ${key}` } : {};
}

/** Keep a key until the tab is closed; an empty one is forgotten. */
export function keepKey(key: string): void {
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
}

/** The error that a reply which is not well says. */
export async function refusal(response: Response): Promise<ApiError> {
  if (response.status === 401) dispatchEvent(new Event(KEY_NEEDED));
  const after = Number(response.headers.get("retry-after")) || null;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; remedy: string } };
    return new ApiError(response.status, error.code, error.message, error.remedy, after);
  } catch {
    return new ApiError(response.status, "odd_reply", `the service answered ${response.status}`, "try again", after);
  }
}

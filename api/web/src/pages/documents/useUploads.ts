// Files on their way to the service, a few at once; when it has no room they wait as long as it says.
import { useRef, useState } from "preact/hooks";
import { ApiError } from "../../client/http";
import { upload } from "../../client/upload";

const AT_ONCE = 2;

export interface Sending {
  key: number;
  name: string;
  bytes: number;
  state: "waiting" | "sending" | "sent" | "refused" | "cancelled";
  /** How much has left, 0 to 1. */
  share: number;
  error: unknown;
}

interface Waiting {
  key: number;
  file: File;
  leaving: AbortController;
}

export interface Uploads {
  sendings: readonly Sending[];
  send: (files: readonly File[]) => void;
  cancel: (key: number) => void;
  /** Take what is over off the list. */
  clear: () => void;
}

export function useUploads(collection: string, onSent: () => void): Uploads {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const queue = useRef<Waiting[]>([]);
  const leavings = useRef(new Map<number, AbortController>());
  const running = useRef(0);
  const last = useRef(0);

  const tell = (key: number, news: Partial<Sending>) =>
    setSendings((before) => before.map((one) => (one.key === key ? { ...one, ...news } : one)));

  const work = async () => {
    running.current += 1;
    for (let next = queue.current.shift(); next; next = queue.current.shift()) {
      const { key, file, leaving } = next;
      await sendPatiently(file, collection, leaving.signal, (news) => tell(key, news));
      onSent();
    }
    running.current -= 1;
  };

  const send = (files: readonly File[]) => {
    const added = files.map((file) => ({ key: ++last.current, file, leaving: new AbortController() }));
    for (const { key, leaving } of added) leavings.current.set(key, leaving);
    queue.current.push(...added);
    setSendings((before) => [...before, ...added.map(fresh)]);
    while (running.current < Math.min(AT_ONCE, queue.current.length + running.current)) void work();
  };

  const cancel = (key: number) => {
    leavings.current.get(key)?.abort();
    queue.current = queue.current.filter((waiting) => waiting.key !== key);
    tell(key, { state: "cancelled" });
  };

  const clear = () => setSendings((before) => before.filter(isUnderWay));
  return { sendings, send, cancel, clear };
}

export function isUnderWay({ state }: Sending): boolean {
  return state === "waiting" || state === "sending";
}

function fresh({ key, file }: Waiting): Sending {
  return { key, name: file.name, bytes: file.size, state: "waiting", share: 0, error: null };
}

async function sendPatiently(
  file: File,
  collection: string,
  signal: AbortSignal,
  tell: (news: Partial<Sending>) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      tell({ state: "sending", error: null });
      await upload(file, collection, (share) => tell({ share }), signal);
      tell({ state: "sent", share: 1 });
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError) || error.retryAfter === null) {
        tell({ state: "refused", error });
        return;
      }
      tell({ state: "waiting", share: 0, error });
      await pause(error.retryAfter, signal);
    }
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

// "Why not this document?": a name, with those of the stored documents to choose from.
import { useEffect, useId, useState } from "preact/hooks";
import { call } from "../../client/http";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { fileName } from "./names";

interface Props {
  collection: string;
  asked: string;
  busy: boolean;
  onAsk: (document: string) => void;
}

interface Stored {
  uri: string;
  title: string | null;
}

const SUGGESTED = 20;
const PAUSE = 200;

export function Missed({ collection, asked, busy, onAsk }: Props) {
  const [typed, setTyped] = useState(asked);
  const stored = useStored(collection, typed);
  const field = useId();
  const list = useId();
  useEffect(() => setTyped(asked), [asked]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (typed.trim()) onAsk(typed.trim());
  };
  return (
    <form class="missed" onSubmit={submit}>
      <div class="field">
        <label for={field}>A document that you miss: its name, the end of its path, or its id</label>
        <input
          id={field}
          list={list}
          value={typed}
          maxLength={4096}
          placeholder="guide.pdf"
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <datalist id={list}>
          {stored.map(({ uri, title }) => (
            <option key={uri} value={uri}>
              {title ?? fileName(uri)}
            </option>
          ))}
        </datalist>
      </div>
      <Button type="submit" disabled={busy || !typed.trim()}>
        Why not this one?
      </Button>
    </form>
  );
}

/** The stored documents that have what was typed in their name. Suggestions only: none come when they cannot. */
function useStored(collection: string, typed: string): Stored[] {
  const [stored, setStored] = useState<Stored[]>([]);
  useEffect(() => {
    const gone = new AbortController();
    const path = address("/v1/documents", { collection, q: typed.trim(), limit: SUGGESTED });
    const wait = setTimeout(() => {
      call<{ documents: Stored[] }>("GET", path, { signal: gone.signal }).then(
        ({ documents }) => setStored(documents),
        () => setStored([]),
      );
    }, PAUSE);
    return () => {
      clearTimeout(wait);
      gone.abort();
    };
  }, [collection, typed]);
  return stored;
}

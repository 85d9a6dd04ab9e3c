import { useId, useState } from "preact/hooks";
import { addUrl } from "../../client/documents";
import { Button } from "../../ui/Button";
import { Failure } from "../../ui/Notice";

interface Props {
  collection: string;
  onAdded: () => void;
}

/** A page of the public web, by its address. */
export function AddUrl({ collection, onAdded }: Props) {
  const field = useId();
  const [url, setUrl] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await addUrl(url.trim(), collection);
      setUrl("");
      onAdded();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <form class="add-url" onSubmit={add}>
      <div class="field">
        <label htmlFor={field}>Or a page of the public web</label>
        <div class="row">
          <input
            id={field}
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            required
            maxLength={4096}
            placeholder="https://example.org/guide"
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit" disabled={busy || !url.trim()}>
            Add the page
          </Button>
        </div>
      </div>
      {error !== null && <Failure error={error} />}
    </form>
  );
}

import { useState } from "preact/hooks";
import { keepKey } from "./client/http";
import { Button } from "./ui/Button";
import { Dialog } from "./ui/Dialog";

/** Asks for the API key that the service demands; it is kept until the tab is closed. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const [key, setKey] = useState("");
  const enter = (event: Event) => {
    event.preventDefault();
    keepKey(key.trim());
    location.reload();
  };
  return (
    <Dialog title="This service asks for a key" onClose={onClose}>
      <p>
        Whoever runs it can make one with <code>rag keys create</code>. It stays in this tab and is forgotten when you
        close it.
      </p>
      <form onSubmit={enter}>
        <div class="field">
          <label for="api-key">API key</label>
          <input
            id="api-key"
            type="password"
            autocomplete="off"
            required
            value={key}
            onInput={(event: Event) => setKey((event.currentTarget as HTMLInputElement).value)}
          />
        </div>
        <div class="dialog-actions">
          <Button onClick={onClose}>Not now</Button>
          <Button kind="primary" type="submit">
            Use this key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

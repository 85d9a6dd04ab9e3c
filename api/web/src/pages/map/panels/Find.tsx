// Text search in the map: what is found lights up, the rest stands back.
import { useState } from "preact/hooks";
import { type Found, findInMap } from "../../../client/map";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Notice";
import { useAtlas } from "../atlas";
import { PassageList } from "./PassageList";

interface Props {
  found: Found | null;
  onFound: (found: Found | null) => void;
}

const MODES: Record<Found["mode"], string> = { words: "its words", meaning: "its meaning" };
/** By words: all that hold one. By meaning everything is somewhat near, so only the nearest. */
const LIMITS: Record<Found["mode"], number> = { words: 5000, meaning: 200 };
const LISTED = 30;

export function Find({ found, onFound }: Props) {
  const { collection } = useAtlas();
  const [text, setText] = useState("");
  const [mode, setMode] = useState<Found["mode"]>("meaning");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const find = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!text.trim() || busy) return;
    setBusy(true);
    setError(null);
    await findInMap(collection, text.trim(), mode, LIMITS[mode]).then(onFound, setError);
    setBusy(false);
  };
  return (
    <div class="stack">
      <form class="stack" onSubmit={find}>
        <div class="field">
          <label for="map-text">Find in the map</label>
          <div class="map-line">
            <input
              id="map-text"
              value={text}
              maxLength={2000}
              placeholder="A word or a thought"
              autocomplete="off"
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" disabled={busy || !text.trim()}>
              {busy ? "Finding …" : "Find"}
            </Button>
          </div>
        </div>
        <fieldset class="map-modes">
          <legend class="small quiet">Passages that match</legend>
          {(["meaning", "words"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="map-mode" checked={mode === one} onChange={() => setMode(one)} />
              {MODES[one]}
            </label>
          ))}
        </fieldset>
      </form>
      <div aria-live="polite">
        {error !== null && <Failure error={error} />}
        {found && <p>{told(found)}</p>}
      </div>
      {found && found.chunk_ids.length > 0 && (
        <>
          <PassageList
            chunkIds={found.chunk_ids.slice(0, LISTED)}
            scores={found.mode === "meaning" ? found.scores : null}
          />
          <Button size="small" onClick={() => onFound(null)}>
            Clear the search
          </Button>
        </>
      )}
    </div>
  );
}

function told({ chunk_ids, mode }: Found): string {
  const count = chunk_ids.length;
  if (count === 0)
    return mode === "words" ? "None of these words stands in any passage." : "There is nothing here yet.";
  const how = mode === "words" ? (count === 1 ? "holds" : "hold") + " one of the words" : "nearest in meaning";
  const all = count === LIMITS[mode] ? (mode === "words" ? "The first " : "The ") : "";
  return `${all}${count.toLocaleString("en")} ${count === 1 ? "passage" : "passages"} ${how}${count > LISTED ? `; the best ${LISTED}:` : ":"}`;
}

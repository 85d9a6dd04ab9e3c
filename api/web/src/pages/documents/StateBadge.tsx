import type { State } from "../../client/documents";
import { STATE_NAMES } from "./states";

/** How far a document is: a word, and a colour that says no more than the word. */
export function StateBadge({ state }: { state: State }) {
  return (
    <span class="state" data-state={state}>
      {STATE_NAMES[state]}
    </span>
  );
}

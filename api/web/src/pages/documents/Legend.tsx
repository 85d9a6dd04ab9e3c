import { STATES } from "../../client/documents";
import { STATE_MEANINGS } from "./states";
import { StateBadge } from "./StateBadge";

/** What the states mean, for who wants to know. */
export function Legend() {
  return (
    <details class="states">
      <summary>How a document gets ready</summary>
      <dl>
        {STATES.map((state) => (
          <div key={state}>
            <dt>
              <StateBadge state={state} />
            </dt>
            <dd>{STATE_MEANINGS[state]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

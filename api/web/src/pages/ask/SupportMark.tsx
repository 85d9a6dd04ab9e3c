import type { Support } from "../../client/ask";
import { percent } from "./words";

/** How a written sentence was held to its sources: a quiet tick, or words where they do not support it. */
export function SupportMark({ support }: { support: Support }) {
  if (support.supported) {
    const words = `Supported by its sources (${percent(support.probability)})`;
    return (
      <span class="support quiet" role="img" aria-label={words} title={words}>
        ✓
      </span>
    );
  }
  const missing = support.unmatched.join(", ");
  return (
    <span class="support" data-missing>
      {missing ? `not in the sources: ${missing}` : "not supported by the sources"}
    </span>
  );
}

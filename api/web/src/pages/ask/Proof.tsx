import { useId, useState } from "preact/hooks";
import type { Citation } from "../../client/ask";
import { beginning, nameOf } from "./words";

interface Props {
  number: number;
  citation: Citation;
  onOpen: () => void;
}

const LONGEST_QUOTE = 320;

/** The mark behind a sentence: pointing at it shows the quote, pressing it opens the source. */
export function Proof({ number, citation, onOpen }: Props) {
  const [shown, setShown] = useState(false);
  const quote = useId();
  const show = () => setShown(true);
  const hide = () => setShown(false);
  return (
    <span class="proof" onMouseEnter={show} onMouseLeave={hide}>
      <button
        type="button"
        class="proof-mark"
        aria-label={`Source ${number}: ${nameOf(citation)}. Open it`}
        aria-describedby={shown ? quote : undefined}
        onClick={onOpen}
        onFocus={show}
        onBlur={hide}
        onKeyDown={(event: KeyboardEvent) => event.key === "Escape" && hide()}
      >
        {number}
      </button>
      {shown && (
        <span class="proof-quote" role="tooltip" id={quote}>
          <q>{beginning(citation.quote, LONGEST_QUOTE)}</q>
          <span class="quiet small">{placeOf(citation)}</span>
        </span>
      )}
    </span>
  );
}

/** The document, and the page where it has pages. */
export function placeOf(citation: Citation): string {
  const page = citation.page === null ? "" : `, page ${citation.page}`;
  return `${nameOf(citation)}${page}`;
}

import type { Citation } from "../../client/ask";
import { Button } from "../../ui/Button";
import { placeOf } from "./Proof";
import { Quoted } from "./Quoted";

interface Props {
  citations: Citation[];
  onOpen: (citation: number) => void;
}

/** The quotes that prove the answer, numbered as its marks are. */
export function Sources({ citations, onOpen }: Props) {
  return (
    <section class="sources" aria-label="Sources">
      <h3>{citations.length === 1 ? "The source" : "The sources"}</h3>
      <ol>
        {citations.map((citation, index) => (
          <li key={index}>
            <blockquote>
              <Quoted text={citation.quote} />
            </blockquote>
            <p class="small">
              <Button kind="quiet" size="small" onClick={() => onOpen(index)}>
                {placeOf(citation)}
              </Button>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

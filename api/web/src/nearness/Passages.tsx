import type { Hit } from "../client/ask";
import { address } from "../router";
import { Link } from "../ui/Link";
import { Cosine } from "./Cosine";
import { fileName, shortened } from "./words";

const EXCERPT = 260;

interface Props {
  hits: Hit[];
  label: string;
  collection: string;
}

/** Passages with their cosine, nearest first. */
export function Passages({ hits, label, collection }: Props) {
  if (hits.length === 0) return <p class="quiet">There are no passages in this collection yet.</p>;
  return (
    <ol class="passages" aria-label={label}>
      {hits.map((hit) => (
        <li key={hit.chunk_id}>
          <p class="passage-head">
            <Cosine value={hit.scores.dense ?? hit.score} />
            <span class="small">
              <Link to={sourceOf(hit, collection)}>{hit.title ?? fileName(hit.uri)}</Link>{" "}
              <span class="quiet">{placeOf(hit)}</span>
            </span>
          </p>
          <p class="passage-text">{shortened(hit.text, EXCERPT)}</p>
        </li>
      ))}
    </ol>
  );
}

/** The file where the title does not name it, and the page where there are pages. */
function placeOf({ title, uri, page }: Hit): string {
  const name = fileName(uri);
  return [title === null || title === name ? "" : name, page === null ? "" : `page ${page}`].filter(Boolean).join(", ");
}

function sourceOf({ document_id: document, version, start, end }: Hit, collection: string): string {
  return address("/source", { document, version, start, end, collection });
}

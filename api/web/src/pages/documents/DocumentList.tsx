import type { DocumentRow, Selection } from "../../client/documents";
import { useCollection } from "../../collection";
import { go } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { Failure } from "../../ui/Notice";
import { Actions } from "./Actions";
import { documentAddress, listAddress } from "./addresses";
import { AddUrl } from "./AddUrl";
import { DropZone } from "./DropZone";
import { Filters } from "./Filters";
import { Legend } from "./Legend";
import { counted, fileName, kindName, moment, placeOf } from "./names";
import { Remarks } from "./Remarks";
import { Sendings } from "./Sendings";
import { StateBadge } from "./StateBadge";
import { useDocuments } from "./useDocuments";
import { type Duplicates, useDuplicates } from "./useDuplicates";
import { useUploads } from "./useUploads";

interface Props {
  collection: string;
  selection: Selection;
}

/** Add documents, and see what becomes of each. */
export function DocumentList({ collection, selection }: Props) {
  const { page, error, refresh, more } = useDocuments(collection, selection);
  const uploads = useUploads(collection, refresh);
  const rows = page?.documents ?? [];
  const duplicates = useDuplicates(rows, collection);
  const filtered = Boolean(selection.q || selection.state || selection.media_type);
  const select = (changed: Partial<Selection>) =>
    go(listAddress(collection, { ...selection, ...changed }), { replace: true });
  return (
    <div class="documents stack">
      <header>
        <h1>Documents</h1>
        <p class="quiet lead">What questions are answered from. Add files, and look inside.</p>
      </header>
      <section class="card add" aria-label="Add documents">
        <DropZone onFiles={uploads.send} />
        <Sendings {...uploads} />
        <AddUrl collection={collection} onAdded={refresh} />
      </section>
      {error !== null && <Failure error={error} />}
      {page && (rows.length > 0 || filtered) && (
        <Filters selection={selection} counts={page.counts} onSelect={select} />
      )}
      {page && <Total page={page} shown={rows.length} filtered={filtered} />}
      <Rows rows={rows} duplicates={duplicates} onChanged={refresh} />
      {more && <Button onClick={more}>Show more</Button>}
      {!more && page?.next && <p class="quiet">There are more: find one by its words.</p>}
      {rows.length > 0 && <Legend />}
    </div>
  );
}

/** How many there are, said aloud when it changes. */
function Total({
  page,
  shown,
  filtered,
}: {
  page: { counts: { states: object } | null };
  shown: number;
  filtered: boolean;
}) {
  const counts = Object.values(page.counts?.states ?? {}) as number[];
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (shown === 0) {
    return (
      <p class="empty quiet" role="status">
        {filtered
          ? "No document is like that."
          : "Nothing is here yet. Drop a file above, and ask about it a moment later."}
      </p>
    );
  }
  return (
    <p class="total quiet small" role="status">
      {shown < all ? `${shown.toLocaleString("en")} of ${counted(all, "document")}` : counted(all, "document")}, the
      newest first
    </p>
  );
}

function Rows(props: { rows: readonly DocumentRow[]; duplicates: Duplicates; onChanged: () => void }) {
  const { rows, duplicates, onChanged } = props;
  if (!rows.length) return null;
  return (
    <ul class="document-list plain-list">
      {rows.map((row) => (
        <li key={row.id} class="document">
          <About row={row} />
          <StateBadge state={row.state} />
          <Actions row={row} quiet onChanged={onChanged} onDeleted={onChanged} />
          <Remarks row={row} alike={duplicates[row.id] ?? []} />
        </li>
      ))}
    </ul>
  );
}

function About({ row }: { row: DocumentRow }) {
  const collection = useCollection();
  const file = fileName(row.uri);
  const title = row.title ?? file;
  const facts = [
    title === file ? "" : file,
    row.media_type ? kindName(row.media_type) : "",
    row.chunks ? counted(row.chunks, "passage") : "",
    moment(row.updated_at),
    placeOf(row.uri),
  ].filter(Boolean);
  return (
    <div class="about">
      <h2 class="name">{row.chunks ? <Link to={documentAddress(collection, row.id)}>{title}</Link> : title}</h2>
      <p class="small quiet">{facts.join(" · ")}</p>
    </div>
  );
}

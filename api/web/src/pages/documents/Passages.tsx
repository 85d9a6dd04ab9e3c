import { useEffect, useState } from "preact/hooks";
import { type Chunk, type ChunkPage, type DocumentRow, getText, listChunks } from "../../client/documents";
import { Button } from "../../ui/Button";
import { Failure } from "../../ui/Notice";
import { Suspected } from "../../ui/Suspected";
import { type Band, bandsOf } from "./bands";
import { counted } from "./names";

interface Props {
  row: DocumentRow;
  collection: string;
}

/** The text of a document with its passages as alternating bands, each with what is searched along with it. */
export function Passages({ row, collection }: Props) {
  const { text, chunks, mostTokens, error, more } = usePassages(row, collection);
  if (error !== null) return <Failure error={error} />;
  if (text === null) return <p class="quiet">Loading its text …</p>;
  return (
    <section class="cut" aria-label="Passages">
      <h2>How it was cut into passages</h2>
      <p class="quiet reading">
        A question finds passages, not whole documents. Each band is one. Title and headings above it are searched along
        with it, but are no part of it. Length is counted in tokens, word pieces, of which the model reads up to{" "}
        {mostTokens} at once.
      </p>
      <ol class="plain-list bands">
        {bandsOf(text, chunks).map((band, place) => (
          <OneBand key={place} band={band} />
        ))}
      </ol>
      {more && (
        <Button onClick={more}>
          Show more ({chunks.length.toLocaleString("en")} of {counted(row.chunks, "passage")})
        </Button>
      )}
    </section>
  );
}

/** What lies between two passages is shown where it is more than space. */
function OneBand({ band: { text, chunk } }: { band: Band }) {
  if (!chunk) return text.trim() ? <li class="between">{text}</li> : null;
  return (
    <li class="band" data-odd={chunk.ordinal % 2 === 1 || undefined}>
      <p class="band-about small">
        <span class="number">{chunk.ordinal + 1}</span>
        {chunk.context && <span class="context">{chunk.context.split("\n").join(" › ")}</span>}
        <span class="quiet">{facts(chunk)}</span>
      </p>
      {chunk.suspicion && <Suspected reasons={chunk.suspicion.reasons.map(({ name, words }) => `${name}: ${words}`)} />}
      <div class="band-text">{text}</div>
    </li>
  );
}

function facts({ start, end, page, tokens }: Chunk): string {
  const place = `characters ${start.toLocaleString("en")}–${end.toLocaleString("en")}`;
  return [page === null ? "" : `page ${page}`, counted(tokens, "token"), place].filter(Boolean).join(" · ");
}

function usePassages({ id, version }: DocumentRow, collection: string) {
  const [text, setText] = useState<string | null>(null);
  const [pages, setPages] = useState<readonly ChunkPage[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    Promise.all([
      getText(id, version, collection, { signal }),
      listChunks(id, version, collection, null, { signal }),
    ]).then(
      ([whole, first]) => {
        setText(whole.text);
        setPages([first]);
      },
      (reason) => signal.aborted || setError(reason),
    );
    return () => leaving.abort();
  }, []);
  const next = pages.at(-1)?.next ?? null;
  const more = () =>
    listChunks(id, version, collection, next).then((page) => setPages((before) => [...before, page]), setError);
  const chunks = pages.flatMap((page) => page.chunks);
  return { text, chunks, mostTokens: pages[0]?.most_tokens ?? 0, error, more: next === null ? null : more };
}

import { useEffect, useState } from "preact/hooks";
import { listCollections } from "../../client/collections";
import { listDocuments, ON_ITS_WAY } from "../../client/documents";
import { address } from "../../router";
import { Link } from "../../ui/Link";
import { Notice } from "../../ui/Notice";

const AGAIN_MS = 1000;
const ANY = { q: "", state: "", media_type: "" };

interface Stock {
  documents: number;
  chunks: number;
  onTheirWay: number;
}

/** What stands on the page before the first question. */
export function Beginning({ collection }: { collection: string }) {
  const stock = useStock(collection);
  return (
    <div class="beginning">
      <p class="lead quiet">
        Answers come from your documents alone, and every sentence shows the words that prove it. Where the documents do
        not say, you are told so.
      </p>
      {stock?.documents === 0 && stock.onTheirWay === 0 && (
        <>
          <Link class="button" data-kind="primary" to={address("/documents", { collection })}>
            Add your first documents
          </Link>
          <p class="quiet small">
            A PDF will do. Or <Link to="/learn">take the tour</Link> with ours.
          </p>
        </>
      )}
      {stock !== null && stock.onTheirWay > 0 && (
        <Notice>
          <p role="status">
            {count(stock.onTheirWay, "document")} {stock.onTheirWay === 1 ? "is" : "are"} still being read and can be
            asked in a moment.
          </p>
        </Notice>
      )}
      {stock !== null && stock.documents > 0 && (
        <p class="quiet small">
          {count(stock.documents, "document")}, {count(stock.chunks, "passage")}. New here?{" "}
          <Link to="/learn">See how it works</Link> in three minutes.
        </p>
      )}
    </div>
  );
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

/** What the collection holds, looked at again while something is on its way. */
function useStock(collection: string): Stock | null {
  const [stock, setStock] = useState<Stock | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    look(collection, signal).then(
      (found) => signal.aborted || setStock(found),
      () => undefined, // The first question will say what is wrong.
    );
    return () => leaving.abort();
  }, [collection]);
  useEffect(() => {
    if (!stock?.onTheirWay) return;
    const timer = setTimeout(() => look(collection).then(setStock, () => undefined), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [stock]);
  return stock;
}

async function look(collection: string, signal?: AbortSignal): Promise<Stock> {
  const row = (await listCollections({ signal })).collections.find(({ name }) => name === collection);
  if (!row) return { documents: 0, chunks: 0, onTheirWay: 0 };
  const states = (await listDocuments(collection, ANY, 1, { signal })).counts?.states ?? {};
  const onTheirWay = ON_ITS_WAY.reduce((sum, state) => sum + (states[state] ?? 0), 0);
  return { documents: row.documents, chunks: row.chunks, onTheirWay };
}

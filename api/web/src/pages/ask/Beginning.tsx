import { useEffect, useState } from "preact/hooks";
import { type CollectionRow, listCollections } from "../../client/collections";
import { Link } from "../../ui/Link";
import { Notice } from "../../ui/Notice";

/** What stands on the page before the first question. */
export function Beginning({ collection }: { collection: string }) {
  const [row, setRow] = useState<CollectionRow | null>(null);
  useEffect(() => {
    listCollections().then(
      ({ collections }) => setRow(collections.find(({ name }) => name === collection) ?? null),
      () => undefined, // The first question will say what is wrong.
    );
  }, [collection]);
  return (
    <div class="beginning">
      <p class="lead">
        Answers come from your documents alone, and every sentence shows the words that prove it. Where the documents do
        not say, you are told so.
      </p>
      {row?.documents === 0 && (
        <Notice>
          <p>
            There is nothing to read yet. <Link to="/documents">Add your first documents</Link>, or{" "}
            <Link to="/learn">take the tour</Link> with ours.
          </p>
        </Notice>
      )}
      {row !== null && row.documents > 0 && (
        <p class="quiet small">
          {count(row.documents, "document")}, {count(row.chunks, "passage")}. New here?{" "}
          <Link to="/learn">See how it works</Link> in three minutes.
        </p>
      )}
    </div>
  );
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

import { useMemo, useState } from "preact/hooks";
import { useCollection } from "../../collection";
import { useAddress } from "../../router";
import { SourceView } from "../../source/SourceView";
import { Link } from "../../ui/Link";
import { asked } from "./address";
import "./page.css";

/** One source on a page of its own, so that a citation can be linked: `?document=&version=&start=&end=`. */
export default function SourcePage() {
  const { searchParams } = useAddress();
  const collection = useCollection();
  const query = searchParams.toString();
  const wanted = useMemo(() => asked(new URLSearchParams(query)), [query]);
  const [title, setTitle] = useState("Source");
  if (!wanted) return <Nothing />;
  const { documentId, version, spans, page } = wanted;
  return (
    <div class="source-page">
      <h1>{title}</h1>
      <SourceView
        key={`${collection} ${documentId} ${version}`}
        source={{ documentId, version, collection }}
        spans={spans}
        page={page}
        onTitle={setTitle}
      />
    </div>
  );
}

function Nothing() {
  return (
    <>
      <h1>Which source?</h1>
      <p>
        This page shows a document with a quote highlighted. <Link to="/">Ask a question</Link> and follow one of the
        marks in its answer, or open a document from <Link to="/documents">the list</Link>.
      </p>
    </>
  );
}

// Documents: add them, see what became of each, and look at how one was cut into passages.
import { useCollection } from "../../collection";
import { useAddress } from "../../router";
import { DocumentList } from "./DocumentList";
import { DocumentView } from "./DocumentView";
import "./adding.css";
import "./document.css";
import "./documents.css";

/** `?document=` is the document that is looked into; without it the list, narrowed by `?q=`, `?state=`, `?media_type=`. */
export default function Documents() {
  const collection = useCollection();
  const query = useAddress().searchParams;
  const said = (name: string) => query.get(name) ?? "";
  const document = said("document");
  if (document) return <DocumentView key={`${collection} ${document}`} id={document} collection={collection} />;
  const selection = { q: said("q"), state: said("state"), media_type: said("media_type") };
  return <DocumentList key={collection} collection={collection} selection={selection} />;
}

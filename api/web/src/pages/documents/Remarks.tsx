import type { DocumentRow, Duplicate } from "../../client/documents";
import { useCollection } from "../../collection";
import { Link } from "../../ui/Link";
import { documentAddress } from "./addresses";
import { fileName } from "./names";

interface Props {
  row: DocumentRow;
  alike: readonly Duplicate[];
}

/** What should be known of a document: why it failed, what its reader noticed, and what says nearly the same. */
export function Remarks({ row, alike }: Props) {
  const collection = useCollection();
  const { state, reason, warnings } = row;
  if (!reason && !warnings.length && !alike.length) return null;
  return (
    <ul class="remarks plain-list small">
      {reason && (
        <li data-kind={state === "failed" ? "bad" : "warn"}>
          {state === "ready" && "The newest attempt failed, and the version before is in use. "}
          {reason}
        </li>
      )}
      {warnings.map((warning) => (
        <li key={warning} data-kind="warn">
          {warning}
        </li>
      ))}
      {alike.map((other) => (
        <li key={other.id} data-kind="warn">
          {other.share === 1 ? "All" : `${Math.round(other.share * 100)} %`} of the passages looked at are nearly word
          for word in <Link to={documentAddress(collection, other.id)}>{other.title ?? fileName(other.uri)}</Link>
        </li>
      ))}
    </ul>
  );
}

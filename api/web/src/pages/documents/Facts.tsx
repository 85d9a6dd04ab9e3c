import type { DocumentRow } from "../../client/documents";
import { counted, kindName, moment, placeOf } from "./names";

/** What is known of a document, as far as anything is. */
export function Facts({ row }: { row: DocumentRow }) {
  const facts: [string, string][] = [
    ["Kind", row.media_type ? kindName(row.media_type) : ""],
    ["Text", row.characters ? `${counted(row.characters, "character")} in ${counted(row.chunks, "passage")}` : ""],
    ["Language", row.language ? languageName(row.language) : ""],
    ["Written by", row.authors.join(", ")],
    ["Written", row.created ? moment(row.created) : ""],
    ["Changed", row.modified ? moment(row.modified) : ""],
    ["Added", moment(row.added_at)],
    ["Version", row.version > 1 ? String(row.version) : ""],
    ["From", placeOf(row.uri)],
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

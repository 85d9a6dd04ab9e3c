import type { ComponentChildren } from "preact";
import { ApiError } from "../client/http";

interface Props {
  kind?: "plain" | "good" | "warn" | "bad";
  children: ComponentChildren;
}

/** Something to be told; bad news is announced at once. */
export function Notice({ kind = "plain", children }: Props) {
  return (
    <div class="notice" data-kind={kind} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** What went wrong and what helps. */
export function Failure({ error }: { error: unknown }) {
  const remedy = error instanceof ApiError ? error.remedy : "";
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Notice kind="bad">
      <p>
        <strong>{capital(message)}.</strong> {remedy && `${capital(remedy)}.`}
      </p>
    </Notice>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, "");
}

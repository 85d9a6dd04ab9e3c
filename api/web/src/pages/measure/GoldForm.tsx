import { useId, useState } from "preact/hooks";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

const LARGEST = 1_000_000;

const EXAMPLE = `{"id": "1", "question": "How long is the warranty?", "answers": ["two years"], "page": "manual.pdf"}
{"id": "2", "question": "Who owns the moon?", "answers": []}`;

/** A file of questions with known answers, and what such a file looks like. */
export function GoldForm({ onStart }: { onStart: (gold: string, name: string) => void }) {
  const field = useId();
  const [file, setFile] = useState<File | null>(null);
  const [refusal, setRefusal] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!file) return;
    const gold = await file.text();
    if (gold.length > LARGEST) setRefusal("This file is too large for the browser: use rag eval on the command line.");
    else onStart(gold, file.name);
  };
  const choose = (files: FileList | null) => {
    setRefusal("");
    setFile(files?.[0] ?? null);
  };
  return (
    <form class="stack" onSubmit={submit}>
      <div class="field">
        <label for={field}>A file of questions with known answers (JSON lines)</label>
        <div class="row">
          <input
            id={field}
            type="file"
            accept=".jsonl,.json,.txt"
            required
            onChange={(event) => choose(event.currentTarget.files)}
          />
          <Button type="submit" kind="primary" disabled={!file}>
            Start
          </Button>
        </div>
      </div>
      {refusal && <Notice kind="bad">{refusal}</Notice>}
      <details class="more">
        <summary>Where do such questions come from?</summary>
        <p>
          One question a line. <code>answers</code> are the accepted ones, and <code>page</code> names the end of the
          document's address; no answers means that the right reply is to give none.
        </p>
        <pre class="scroll-x">{EXAMPLE}</pre>
        <ul>
          <li>
            Write them yourself: twenty real questions tell more than two hundred made ones. Let a third have no answer.
          </li>
          <li>
            <code>rag gold make --out gold.jsonl</code> makes questions of your documents.
          </li>
          <li>
            <code>rag gold feedback --out gold.jsonl</code> takes the answers that people judged on the page Ask.
          </li>
        </ul>
      </details>
    </form>
  );
}

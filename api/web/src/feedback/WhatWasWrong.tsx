import { useEffect, useId, useRef, useState } from "preact/hooks";
import { REASONS } from "../client/feedback";
import { Button } from "../ui/Button";

export interface Wrong {
  reason?: string;
  correction?: string;
}

interface Props {
  /** Whether the service gave no answer: then there is nothing to say about its source. */
  refused: boolean;
  busy: boolean;
  onSend: (wrong: Wrong) => void;
  onCancel: () => void;
}

const WORDS: Record<(typeof REASONS)[number], string> = {
  wrong: "The answer is wrong",
  incomplete: "Something is missing",
  "not in the documents": "The documents do not say this",
  "wrong source": "Right, but from the wrong source",
  other: "Something else",
};

/** What was wrong, and what is right; both may be left open. */
export function WhatWasWrong({ refused, busy, onSend, onCancel }: Props) {
  const [reason, setReason] = useState<string | null>(null);
  const [correction, setCorrection] = useState("");
  const correctable = reason !== "not in the documents";
  const field = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, textarea")?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const right = correctable ? correction.trim() : "";
    onSend({ ...(reason && { reason }), ...(right && { correction: right }) });
  };
  return (
    <form class="feedback-form stack" ref={form} onSubmit={submit}>
      {!refused && <Reasons chosen={reason} onChoose={setReason} />}
      {correctable && (
        <div class="field">
          <label for={field}>
            {refused ? "The documents do say it. What is the answer?" : "What is the right answer?"}
          </label>
          <textarea
            id={field}
            rows={2}
            maxLength={2000}
            value={correction}
            placeholder="In the words of the document, if you can"
            onInput={(event) => setCorrection(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="row">
        <Button type="submit" size="small" kind="primary" disabled={busy}>
          Send
        </Button>
        <Button size="small" kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Reasons({ chosen, onChoose }: { chosen: string | null; onChoose: (reason: string) => void }) {
  const name = useId();
  return (
    <fieldset class="feedback-reasons">
      <legend>What is wrong?</legend>
      {REASONS.map((reason) => (
        <label key={reason}>
          <input type="radio" name={name} checked={chosen === reason} onChange={() => onChoose(reason)} />
          {WORDS[reason]}
        </label>
      ))}
    </fieldset>
  );
}

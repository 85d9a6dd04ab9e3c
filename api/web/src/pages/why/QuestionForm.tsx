// The question that is explained, and how many passages are shown.
import { useEffect, useId, useState } from "preact/hooks";
import { Button } from "../../ui/Button";

interface Props {
  question: string;
  k: number;
  busy: boolean;
  onAsk: (question: string, k: number) => void;
}

export const MOST = 100;

export function QuestionForm({ question, k, busy, onAsk }: Props) {
  const [typed, setTyped] = useState(question);
  const [wanted, setWanted] = useState(String(k));
  const field = useId();
  const number = useId();
  useEffect(() => setTyped(question), [question]);
  useEffect(() => setWanted(String(k)), [k]);
  const submit = (event: Event) => {
    event.preventDefault();
    const limit = Math.min(MOST, Math.max(1, Math.round(Number(wanted)) || k));
    setWanted(String(limit));
    if (typed.trim()) onAsk(typed.trim(), limit);
  };
  return (
    <form class="why-form" onSubmit={submit}>
      <div class="field">
        <label for={field}>Question</label>
        <input id={field} value={typed} maxLength={10000} onInput={(event) => setTyped(event.currentTarget.value)} />
      </div>
      <div class="field why-k">
        <label for={number}>Passages (k)</label>
        <input
          id={number}
          type="number"
          min={1}
          max={MOST}
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" kind="primary" disabled={busy || !typed.trim()}>
        Explain
      </Button>
    </form>
  );
}

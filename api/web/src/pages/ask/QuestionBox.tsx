import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/Button";

interface Props {
  busy: boolean;
  follows: boolean;
  onAsk: (question: string) => void;
  onStop: () => void;
}

const LONGEST = 10_000;

/** Where a question is typed: Enter asks, Shift and Enter begin a new line. */
export function QuestionBox({ busy, follows, onAsk, onStop }: Props) {
  const [question, setQuestion] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const ask = () => {
    if (!question.trim()) return;
    onAsk(question.trim());
    setQuestion("");
  };
  return (
    <form
      class="ask-box"
      onSubmit={(event: Event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label class="visually-hidden" for="question">
        Your question
      </label>
      <textarea
        ref={field}
        id="question"
        rows={1}
        maxLength={LONGEST}
        placeholder={follows ? "Ask something further …" : "Your question …"}
        value={question}
        onInput={(event: Event) => setQuestion((event.currentTarget as HTMLTextAreaElement).value)}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          ask();
        }}
      />
      {busy ? (
        <Button onClick={onStop}>Stop</Button>
      ) : (
        <Button kind="primary" type="submit" disabled={!question.trim()}>
          Ask
        </Button>
      )}
    </form>
  );
}

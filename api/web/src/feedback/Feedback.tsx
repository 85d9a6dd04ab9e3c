// Was this answer right? Two buttons, a small form for what was wrong, and a way back.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "../client/ask";
import { type Judgement, judge, takeBack } from "../client/feedback";
import { Button } from "../ui/Button";
import { Failure } from "../ui/Notice";
import "./feedback.css";
import { Thumb } from "./Thumb";
import { WhatWasWrong } from "./WhatWasWrong";

interface Props {
  reply: Answer;
  question: string;
  collection: string;
}

interface Given {
  id: number;
  verdict: "up" | "down";
}

/** Asks for a judgement of one reply; give it a `key` that changes with the reply. */
export function Feedback({ reply, question, collection }: Props) {
  const [explaining, setExplaining] = useState(false);
  const [given, setGiven] = useState<Given | null>(null);
  const [said, setSaid] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const attempt = useAttempt(setBusy, setError);

  const send = (judgement: Judgement) =>
    attempt(async () => {
      setGiven({ id: await judge(reply, question, collection, judgement), verdict: judgement.verdict });
      setExplaining(false);
      setSaid(thanks(judgement));
    });
  const undo = () =>
    attempt(async () => {
      if (given) await takeBack(given.id, collection);
      setGiven(null);
      setSaid("Taken back.");
    });

  return (
    <section class="feedback" aria-label="Your judgement of this answer">
      {given ? (
        <Settled verdict={given.verdict} busy={busy} onUndo={undo} />
      ) : (
        <Verdicts
          refused={reply.abstained}
          open={explaining}
          busy={busy}
          onUp={() => send({ verdict: "up" })}
          onDown={() => setExplaining(!explaining)}
        />
      )}
      <p class="feedback-said small quiet" role="status">
        {said}
      </p>
      {explaining && !given && (
        <WhatWasWrong
          refused={reply.abstained}
          busy={busy}
          onSend={(wrong) => send({ verdict: "down", ...wrong })}
          onCancel={() => setExplaining(false)}
        />
      )}
      {error !== null && <Failure error={error} />}
    </section>
  );
}

interface VerdictProps {
  refused: boolean;
  open: boolean;
  busy: boolean;
  onUp: () => void;
  onDown: () => void;
}

function Verdicts({ refused, open, busy, onUp, onDown }: VerdictProps) {
  return (
    <div class="row">
      <span class="small quiet">{refused ? "Was it right to give no answer?" : "Was this right?"}</span>
      <Button kind="quiet" size="small" disabled={busy} onClick={onUp}>
        <Thumb verdict="up" /> Yes
      </Button>
      <Button kind="quiet" size="small" disabled={busy} aria-expanded={open} onClick={onDown}>
        <Thumb verdict="down" /> No
      </Button>
    </div>
  );
}

/** The verdict as it was given. The reader's place moves to the way back, for the form that it was in is gone. */
function Settled({ verdict, busy, onUndo }: { verdict: "up" | "down"; busy: boolean; onUndo: () => void }) {
  const row = useRef<HTMLDivElement>(null);
  const placed = useRef(false);
  useEffect(() => {
    if (busy || placed.current) return;
    row.current?.querySelector("button")?.focus({ preventScroll: true });
    placed.current = true;
  }, [busy]);
  return (
    <div class="row" ref={row}>
      <span class="feedback-given small" data-verdict={verdict}>
        <Thumb verdict={verdict} /> {verdict === "up" ? "You said: right" : "You said: wrong"}
      </span>
      <Button kind="quiet" size="small" disabled={busy} onClick={onUndo}>
        Undo
      </Button>
    </div>
  );
}

function useAttempt(setBusy: (busy: boolean) => void, setError: (error: unknown) => void) {
  return async (action: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
}

function thanks({ verdict, correction }: Judgement): string {
  if (verdict === "up") return "Thank you. This answer now counts as a known one when quality is measured.";
  return correction
    ? "Thank you. Your correction now counts as the right answer when quality is measured."
    : "Thank you, noted.";
}

// The conversation: its questions and answers, kept in this tab so that a look at another page loses nothing.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, type Arriving, askStreaming, type Turn } from "../../client/ask";

/** A question and what has come of it so far: an answer that arrives, a whole one, or an error. */
export interface Exchange {
  id: number;
  question: string;
  arriving: Arriving | null;
  answer: Answer | null;
  error: unknown;
}

const LONGEST_HISTORY = 8;
const kept = new Map<string, Exchange[]>();

export interface Conversation {
  exchanges: Exchange[];
  busy: boolean;
  ask: (question: string) => void;
  stop: () => void;
  clear: () => void;
}

/** The conversation with one collection. Asking anew stops what is still being answered. */
export function useConversation(collection: string): Conversation {
  const [exchanges, setExchanges] = useState<Exchange[]>(() => restored(collection));
  const running = useRef<AbortController | null>(null);
  useEffect(() => keep(collection, exchanges), [collection, exchanges]);
  useEffect(() => () => running.current?.abort(), []);

  const change = (id: number, changed: Partial<Exchange>) =>
    setExchanges((all) => all.map((one) => (one.id === id ? { ...one, ...changed } : one)));

  const ask = (question: string) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const id = Date.now();
    const history = turns(exchanges);
    const done = exchanges.filter(isSettled);
    setExchanges([...done, { id, question, arriving: { hits: [], sentences: [] }, answer: null, error: null }]);
    askStreaming({ question, collection, history }, (arriving) => change(id, { arriving }), mine.signal).then(
      (answer) => change(id, { answer, arriving: null }),
      (error: unknown) => change(id, { arriving: null, error: mine.signal.aborted ? new Error("stopped") : error }),
    );
  };

  const clear = () => {
    running.current?.abort();
    setExchanges([]);
  };
  const busy = exchanges.some((one) => one.arriving !== null);
  return { exchanges, busy, ask, stop: () => running.current?.abort(), clear };
}

/** The last exchanges as the service wants them, oldest first. */
export function turns(exchanges: Exchange[]): Turn[] {
  const answered = exchanges.filter((one) => one.answer !== null);
  return answered.slice(-LONGEST_HISTORY).map(({ question, answer }) => ({ question, answer: answer?.answer ?? null }));
}

function isSettled(exchange: Exchange): boolean {
  return exchange.answer !== null || exchange.error !== null;
}

function keep(collection: string, exchanges: Exchange[]): void {
  kept.set(collection, exchanges.filter(isSettled));
}

function restored(collection: string): Exchange[] {
  return kept.get(collection) ?? [];
}

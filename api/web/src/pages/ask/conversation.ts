// The conversation: its questions and answers, kept in this tab so that another page or loading anew loses nothing.
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
/** So many exchanges are kept; what a tab may store is limited, and an answer comes with its passages. */
const MOST_KEPT = 50;

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
  const answered = exchanges.filter(({ answer }) => answer !== null).slice(-MOST_KEPT);
  try {
    sessionStorage.setItem(keyOf(collection), JSON.stringify(answered));
  } catch {
    // The tab may store no more: what is shown stays, and is gone with the page.
  }
}

function restored(collection: string): Exchange[] {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(collection)) ?? "[]") as Exchange[];
  } catch {
    return [];
  }
}

function keyOf(collection: string): string {
  return `sourcebound-conversation ${collection}`;
}

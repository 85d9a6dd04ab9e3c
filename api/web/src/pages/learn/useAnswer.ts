import type { Answer, Turn } from "../../client/ask";
import { askTour } from "../../client/tour";
import { type Live, useLive } from "../../nearness/live";

/** The answer of the samples to a question, asked again when it changes. */
export function useAnswer(question: string, history: Turn[] = []): Live<Answer> {
  const key = question.trim() ? JSON.stringify([question, history]) : "";
  return useLive(key, (signal) => askTour(question, history, { signal }));
}

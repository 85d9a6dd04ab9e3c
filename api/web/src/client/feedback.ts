// What people say of answers: kept by the service, and gold for measuring later.
import type { Answer } from "./ask";
import { call } from "./http";

/** The reasons that the form offers; the service takes any words. The third is the one that gold is made of. */
export const REASONS = ["wrong", "incomplete", "not in the documents", "wrong source", "other"] as const;

export interface Judgement {
  verdict: "up" | "down";
  reason?: string;
  correction?: string;
}

const MOST_CITATIONS = 100;

/** Judge a reply to a question of a collection; returns the id by which it can be taken back. */
export async function judge(
  reply: Answer,
  question: string,
  collection: string,
  judgement: Judgement,
): Promise<number> {
  const body = {
    // As gold a question must stand alone, without the conversation before it.
    question: reply.standalone_question ?? question,
    answer: reply.answer,
    confidence: reply.confidence,
    citations: reply.citations
      .slice(0, MOST_CITATIONS)
      .map(({ document_id, version, start, end }) => ({ document_id, version, start, end })),
    collection,
    ...judgement,
  };
  return (await call<{ id: number }>("POST", "/v1/feedback", { body })).id;
}

export async function takeBack(id: number, collection: string): Promise<void> {
  await call("DELETE", `/v1/feedback/${id}?collection=${encodeURIComponent(collection)}`);
}

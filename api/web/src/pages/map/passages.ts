// Passages that were looked at are kept: the pointer comes back to them.
import { type Passage, passageOf } from "../../client/map";

const MOST_KEPT = 300;

export class Passages {
  private readonly kept = new Map<string, Passage>();

  async get(collection: string, chunkId: number, signal?: AbortSignal): Promise<Passage> {
    const key = `${collection}/${chunkId}`;
    const known = this.kept.get(key);
    if (known) return known;
    const passage = await passageOf(collection, chunkId, signal ? { signal } : {});
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value ?? "");
    this.kept.set(key, passage);
    return passage;
  }
}

export const passages = new Passages();

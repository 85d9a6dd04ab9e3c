import { expect, test } from "vitest";
import { trulyNear } from "./Ranks";

const hit = (true_rank: number | null, rank_in_picture: number | null) => ({
  chunk_id: 1,
  rank: 1,
  score: 0.5,
  cosine: 0.5,
  true_rank,
  rank_in_picture,
});

test("near here and truly near is near in both", () => {
  const dense = [hit(1, 2), hit(2, 40), hit(12, 12), hit(13, 1), hit(null, 3), hit(3, null)];
  expect(trulyNear(dense, 12)).toEqual({ kept: 2, of: 12 });
});

test("where there are fewer passages, so many are compared", () => {
  expect(trulyNear([hit(1, 1), hit(2, 2)], 2)).toEqual({ kept: 2, of: 2 });
});

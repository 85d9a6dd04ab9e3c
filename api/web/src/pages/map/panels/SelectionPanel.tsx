// What an outline enclosed: how many, from where, about what.
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Notice";
import { type Atlas, groupOf, useAtlas } from "../atlas";
import { selectionTable } from "../export/table";
import { save } from "../export/save";
import { passages } from "../passages";
import { indexOf } from "../points/points";
import { distinctive } from "../words";
import { PassageList } from "./PassageList";

interface Props {
  chunkIds: readonly number[];
  onClose: () => void;
}

const SAMPLE = 24;
const LISTED = 100;
const NAMED = 5;

export function SelectionPanel({ chunkIds, onClose }: Props) {
  const atlas = useAtlas();
  const indices = useMemo(
    () => chunkIds.map((chunkId) => indexOf(atlas.points, chunkId)).filter((index) => index >= 0),
    [chunkIds, atlas.points],
  );
  const { words, error } = useWords(atlas, chunkIds);
  return (
    <section class="stack" aria-label="Selection" aria-live="polite">
      <header class="map-panel-head">
        <h2>{indices.length.toLocaleString("en")} passages chosen</h2>
        <Button kind="quiet" size="small" onClick={onClose}>
          Close
        </Button>
      </header>
      {indices.length > 0 && (
        <>
          {error === null ? (
            <Words words={words} sampled={Math.min(SAMPLE, chunkIds.length)} all={chunkIds.length} />
          ) : (
            <Failure error={error} />
          )}
          <Shares title="Groups" names={indices.map((index) => groupOf(atlas, index))} />
          <Shares title="Documents" names={indices.map(atlas.nameOf)} />
          <Button size="small" onClick={() => save(selectionTable(atlas, indices), "selection.csv")}>
            Keep the selection (CSV)
          </Button>
          <PassageList chunkIds={chunkIds.slice(0, LISTED)} />
        </>
      )}
    </section>
  );
}

function Words({ words, sampled, all }: { words: string[] | null; sampled: number; all: number }) {
  return (
    <div>
      <h3>Words of the selection</h3>
      {words === null ? (
        <p class="small quiet">Reading …</p>
      ) : words.length === 0 ? (
        <p>No word sets them apart.</p>
      ) : (
        <ul class="map-words">
          {words.map((word) => (
            <li key={word}>{word}</li>
          ))}
        </ul>
      )}
      <p class="small quiet">
        More frequent here than in the rest of the map
        {sampled < all && `; from a sample of ${sampled} passages`}.
      </p>
    </div>
  );
}

function Shares({ title, names }: { title: string; names: string[] }) {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const largest = [...counts].sort((a, b) => b[1] - a[1]);
  return (
    <div>
      <h3>
        {title} <span class="quiet small">{largest.length.toLocaleString("en")}</span>
      </h3>
      <ul class="map-shares">
        {largest.slice(0, NAMED).map(([name, count]) => (
          <li key={name}>
            <span>{name}</span>
            <meter min={0} max={names.length} value={count} aria-label={name} />
            <span class="small quiet">{count.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The words that set a sample of these passages apart from a sample of all; null while they are read. */
function useWords(atlas: Atlas, chunkIds: readonly number[]): { words: string[] | null; error: unknown } {
  const { collection, points } = atlas;
  const [words, setWords] = useState<string[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    setWords(null);
    setError(null);
    const texts = (ids: readonly number[]) => textsOf(collection, sampleOf(ids), leaving.signal);
    Promise.all([texts(chunkIds), texts(Array.from(points.sortedIds))]).then(
      ([here, all]) => setWords(distinctive(here, all)),
      (problem) => leaving.signal.aborted || setError(problem),
    );
    return () => leaving.abort();
  }, [collection, points, chunkIds]);
  return { words, error };
}

/** Some of them, evenly spread. */
function sampleOf(chunkIds: readonly number[]): number[] {
  const step = Math.max(chunkIds.length / SAMPLE, 1);
  return Array.from({ length: Math.min(SAMPLE, chunkIds.length) }, (_, n) => chunkIds[Math.floor(n * step)] as number);
}

async function textsOf(collection: string, chunkIds: number[], signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  // One after the other: the server has better things to do than to hurry for a list of words.
  for (const chunkId of chunkIds) texts.push((await passages.get(collection, chunkId, signal)).text);
  return texts;
}

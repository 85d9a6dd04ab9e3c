// The points in view as a table: the same passages without looking at the picture.
import { seen } from "../draw/view";
import { useState } from "preact/hooks";
import { groupOf, useAtlas } from "../atlas";
import { inBox } from "../points/points";
import { useSettled } from "../viewport";
import { firstWords } from "../words";
import { useSeenPassage } from "./useSeenPassage";

const MOST = 100;

export function List() {
  const { points, viewport, shown } = useAtlas();
  useSettled(viewport);
  const { count, first } = inBox(points, seen(viewport.view, viewport.size), MOST, shown);
  const more = count > MOST ? `, the first ${MOST} of them listed` : "";
  return (
    <div class="stack">
      <p aria-live="polite">
        {count.toLocaleString("en")} passages in view{more}.
      </p>
      <div class="scroll-x">
        <table class="map-table">
          <caption class="visually-hidden">Passages in view</caption>
          <thead>
            <tr>
              <th scope="col">Passage</th>
              <th scope="col">Group</th>
            </tr>
          </thead>
          <tbody>
            {first.map((index) => (
              <Row key={index} index={index} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row({ index }: { index: number }) {
  const atlas = useAtlas();
  const chunkId = atlas.points.chunkIds[index] as number;
  const [element, setElement] = useState<HTMLTableRowElement | null>(null);
  const passage = useSeenPassage(atlas.collection, chunkId, element);
  return (
    <tr ref={setElement}>
      <td>
        <button type="button" class="map-open" onClick={() => atlas.open(chunkId)}>
          {atlas.nameOf(index)}
        </button>{" "}
        <span class="quiet">{passage && firstWords(passage.text, 90)}</span>
      </td>
      <td class="quiet">{groupOf(atlas, index)}</td>
    </tr>
  );
}

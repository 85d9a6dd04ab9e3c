// The points in view as a table: the same passages without looking at the picture.
import { seen } from "../draw/view";
import { groupOf, useAtlas } from "../atlas";
import { inBox } from "../points/points";
import { useSettled } from "../viewport";

const MOST = 100;

export function List() {
  const atlas = useAtlas();
  const { points, viewport, shown } = atlas;
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
              <th scope="col">Document</th>
              <th scope="col">Group</th>
            </tr>
          </thead>
          <tbody>
            {first.map((index) => (
              <tr key={index}>
                <td>
                  <button type="button" class="map-open" onClick={() => atlas.open(points.chunkIds[index] as number)}>
                    {atlas.nameOf(index)}
                  </button>
                </td>
                <td class="quiet">{groupOf(atlas, index)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

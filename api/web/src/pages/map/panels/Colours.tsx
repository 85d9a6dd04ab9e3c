// What the points are coloured by, and the legend: choosing entries shows only theirs.
import { useState } from "preact/hooks";
import { COLOURINGS, type ColourBy, type Colouring } from "../colouring";
import { type Colour, css } from "../draw/palette";

interface Props {
  by: ColourBy;
  onBy: (by: ColourBy) => void;
  colouring: Colouring;
  chosen: ReadonlySet<number>;
  onChosen: (chosen: ReadonlySet<number>) => void;
}

const NAMES: Record<ColourBy, string> = {
  cluster: "Group of meaning",
  document: "Document",
  folder: "Folder",
  language: "Language",
  date: "Date",
  distortion: "How true the picture is",
};

const HINTS: Partial<Record<ColourBy, string>> = {
  cluster: "Passages that lie close together in meaning, named by the words that set them apart.",
  distortion:
    "Meaning has hundreds of directions, a picture two. This colours whether the passages around each one are truly near it.",
};
const FIRST = 12;
const MOST = 300;

export function Colours({ by, onBy, colouring, chosen, onChosen }: Props) {
  return (
    <div class="stack">
      <div class="field">
        <label for="map-by">Colour by</label>
        <select id="map-by" value={by} onChange={(event) => onBy(event.currentTarget.value as ColourBy)}>
          {COLOURINGS.map((one) => (
            <option key={one} value={one}>
              {NAMES[one]}
            </option>
          ))}
        </select>
        {HINTS[by] && <p class="small quiet">{HINTS[by]}</p>}
      </div>
      <Legend
        key={by}
        colouring={colouring}
        chosen={chosen}
        onChosen={onChosen}
        ordered={by === "date" || by === "distortion"}
      />
    </div>
  );
}

function Legend({ colouring, chosen, onChosen, ordered }: Omit<Props, "by" | "onBy"> & { ordered: boolean }) {
  const [all, setAll] = useState(false);
  const entries = colouring.entries
    .map((entry, place) => ({ ...entry, place }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => (ordered ? 0 : b.points - a.points));
  const toggle = (place: number) => {
    const next = new Set(chosen);
    if (!next.delete(place)) next.add(place);
    onChosen(next);
  };
  return (
    <div>
      <div class="map-legend-head">
        <span class="small quiet">Choose entries to see only theirs</span>
        {chosen.size > 0 && (
          <button type="button" class="button" data-kind="quiet" data-size="small" onClick={() => onChosen(new Set())}>
            Show all
          </button>
        )}
      </div>
      <ul class="map-legend" aria-label="Legend">
        {entries.slice(0, all ? MOST : FIRST).map(({ label, points, paint, place }) => (
          <li key={place}>
            <button type="button" aria-pressed={chosen.has(place)} onClick={() => toggle(place)}>
              <Swatch colour={colouring.colours[paint] ?? [128, 128, 128]} />
              <span class="map-legend-label">{label}</span>
              <span class="quiet small">{points.toLocaleString("en")}</span>
            </button>
          </li>
        ))}
      </ul>
      {entries.length > FIRST && (
        <button type="button" class="button" data-kind="quiet" data-size="small" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${Math.min(entries.length, MOST)}`}
        </button>
      )}
    </div>
  );
}

function Swatch({ colour }: { colour: Colour }) {
  return (
    <svg class="map-swatch" viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="6" cy="6" r="5.5" fill={css(colour)} />
    </svg>
  );
}

// What kind of picture this is, how far it can be believed, and the ways to take it along.
import { useState } from "preact/hooks";
import { exported, type Figures, type MapState } from "../../../client/map";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Notice";
import { useAtlas } from "../atlas";
import { save } from "../export/save";

interface Props {
  state: MapState;
  onRecompute: () => void;
  /** The view as a picture. */
  picture: (kind: "png" | "svg") => Promise<Blob>;
}

export function About({ state, onRecompute, picture }: Props) {
  return (
    <div class="stack">
      <section>
        <h3>How to read it</h3>
        <p>
          Every point is a passage. Passages that say similar things lie close together; the distance between far groups
          means little. The picture squeezes hundreds of directions into two, so some neighbours are torn apart.
        </p>
      </section>
      {state.figures && <Measured figures={state.figures} />}
      <section class="stack">
        <h3>Take it along</h3>
        <Keep picture={picture} />
      </section>
      <section>
        <h3>Compute it again</h3>
        <p class="small quiet">{age(state)}</p>
        <Button size="small" disabled={state.state === "computing"} onClick={onRecompute}>
          Compute again
        </Button>
      </section>
    </div>
  );
}

function Measured({ figures }: { figures: Figures }) {
  const rows: [string, string, string][] = [
    ["Trustworthiness", share(figures.trustworthiness), "is what lies close here truly close?"],
    ["Continuity", share(figures.continuity), "does what is truly close lie close here?"],
    ["Distortion", share(figures.distortion), "how far from true neighbours those here are"],
    ["Method", figures.method, `${figures.dimension} dimensions, ${figures.seconds.toFixed(1)} seconds`],
  ];
  return (
    <section>
      <h3>How true it is</h3>
      <dl class="map-figures">
        {rows.map(([name, value, meaning]) => (
          <div key={name}>
            <dt>
              {name} <span class="quiet small">{meaning}</span>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="small quiet">
        Measured with the {figures.neighbours} nearest of {figures.measured_on.toLocaleString("en")} passages; 1 is
        best, for distortion 0.
      </p>
    </section>
  );
}

function Keep({ picture }: Pick<Props, "picture">) {
  const { collection } = useAtlas();
  const [error, setError] = useState<unknown>(null);
  const keep = (made: () => Promise<Blob>, name: string) => () => {
    setError(null);
    made().then((blob) => save(blob, name), setError);
  };
  const name = `map-${collection}`;
  return (
    <>
      <div class="row">
        <Button size="small" onClick={keep(() => picture("png"), `${name}.png`)}>
          View as PNG
        </Button>
        <Button size="small" onClick={keep(() => picture("svg"), `${name}.svg`)}>
          View as SVG
        </Button>
        <Button size="small" onClick={keep(() => exported(collection, "parquet"), `${name}.parquet`)}>
          Data as Parquet
        </Button>
        <Button size="small" onClick={keep(() => exported(collection, "csv"), `${name}.csv`)}>
          Data as CSV
        </Button>
      </div>
      <p class="small quiet">The Parquet file opens in Embedding Atlas, the CSV in any spreadsheet.</p>
      {error !== null && <Failure error={error} />}
    </>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

function age({ made_at, stale }: MapState): string {
  const made = made_at ? `Made on ${made_at.slice(0, 10)}. ` : "";
  if (!stale || stale.added + stale.removed === 0) return `${made}Nothing has changed since.`;
  return `${made}Since then ${stale.added} passages were placed among their neighbours and ${stale.removed} left.`;
}

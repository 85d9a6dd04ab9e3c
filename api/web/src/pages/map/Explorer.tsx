// The window onto the map and the panel beside it, and what the two tell each other. What is chosen is kept as chunk
// ids: the points may be fetched anew at any time, and then lie in another order.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { MapState, Passage } from "../../client/map";
import { SourcePanel } from "../../source/SourcePanel";
import { type Atlas, AtlasContext } from "./atlas";
import { type ColourBy, colouringOf, lastPart } from "./colouring";
import { Computing } from "./Computing";
import { lookOf } from "./draw/look";
import type { Painter } from "./draw/painter";
import { HIDDEN } from "./draw/splat";
import { picture } from "./export/picture";
import { Panel } from "./panels/Panel";
import { indexOf, placeOf, type Points } from "./points/points";
import { Surface } from "./surface/Surface";
import { Tools } from "./surface/Tools";
import { type Told, useTold } from "./told";
import type { Loaded } from "./useMap";
import { useTheme } from "./useTheme";
import { Viewport } from "./viewport";

interface Props {
  collection: string;
  state: MapState;
  loaded: Loaded;
  onRecompute: () => void;
}

export function Explorer({ collection, state, loaded, onRecompute }: Props) {
  const { points, legend } = loaded;
  const { clusters } = state;
  const theme = useTheme();
  const [viewport] = useState(() => new Viewport(points.grid.box));
  const [by, setBy] = useState<ColourBy>("cluster");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [lasso, setLasso] = useState(false);
  const [source, setSource] = useState<Passage | null>(null);
  const painter = useRef<Painter | null>(null);
  const told = useTold();

  useEffect(() => viewport.hold(points.grid.box), [points, viewport]);
  const colouring = useMemo(
    () => colouringOf(by, points, legend, clusters, theme),
    [by, points, legend, clusters, theme],
  );
  const lit = useMemo(() => litOf(told, points), [told.lit, points]);
  const look = useMemo(() => lookOf(colouring, chosen, lit, theme), [colouring, chosen, lit, theme]);
  const nameOf = useNames(loaded);
  const atlas: Atlas = {
    collection,
    points,
    legend,
    clusters,
    theme,
    viewport,
    nameOf,
    shown: (index) => look.level[index] !== HIDDEN,
    open: (chunkId, travel = false) => {
      told.open(chunkId);
      const index = indexOf(points, chunkId);
      if (travel && index >= 0) viewport.travelTo([placeOf(points, index)]);
    },
  };
  const { marks, threads, question } = told.above(atlas);
  const keep = (kind: "png" | "svg") => picture(kind, { atlas, look, colouring, marks, question }, painter.current);
  const spans = useMemo(() => (source ? [{ start: source.start, end: source.end }] : []), [source]);

  return (
    <AtlasContext.Provider value={atlas}>
      <div class="map-frame">
        <div class="map-window">
          <Surface
            {...{ points, look, clusters, marks, threads, question, viewport, lasso, collection, nameOf }}
            onPainter={(made) => {
              painter.current = made;
            }}
            onPick={(index) => told.open(points.chunkIds[index] as number)}
            onSelect={(indices) => {
              setLasso(false);
              told.select(indices.map((index) => points.chunkIds[index] as number));
            }}
            onEscape={() => (lasso ? setLasso(false) : told.close())}
          />
          <Tools viewport={viewport} lasso={lasso} onLasso={setLasso} count={points.length} />
          {state.state === "computing" && <Computing state={state} />}
        </div>
        <Panel
          told={told}
          colours={{
            by,
            colouring,
            chosen,
            onChosen: setChosen,
            onBy: (next) => {
              setChosen(new Set());
              setBy(next);
            },
          }}
          about={{ state, onRecompute, picture: keep }}
          onSource={setSource}
        />
      </div>
      {source && (
        <SourcePanel
          documentId={source.document_id}
          version={source.version}
          spans={spans}
          page={source.page}
          collection={collection}
          onClose={() => setSource(null)}
        />
      )}
    </AtlasContext.Provider>
  );
}

function litOf({ lit }: Told, points: Points): number[] | null {
  if (!lit) return null;
  return lit.map((chunkId) => indexOf(points, chunkId)).filter((index) => index >= 0);
}

/** The names of documents by their points. */
function useNames({ points, legend }: Loaded): (index: number) => string {
  const names = useMemo(
    () => new Map(legend.documents.map(({ number, title, uri }) => [number, title || lastPart(uri)])),
    [legend],
  );
  return useCallback((index) => names.get(points.documents[index] as number) ?? "a new document", [names, points]);
}

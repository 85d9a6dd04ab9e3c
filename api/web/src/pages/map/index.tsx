// The map: every passage of the collection a point, near what is near it in meaning.
import { useCollection } from "../../collection";
import { Failure, Notice } from "../../ui/Notice";
import { Explorer } from "./Explorer";
import { Start } from "./Start";
import { useMap } from "./useMap";
import "./map.css";
import "./panels/panel.css";
import "./panels/passages.css";
import "./surface/surface.css";

export default function MapPage() {
  const collection = useCollection();
  const map = useMap(collection);
  const { state, loaded, error } = map;
  return (
    <div class="map-page">
      <h1 class={loaded ? "visually-hidden" : undefined}>Map</h1>
      {error !== null && <Failure error={error} />}
      {!state && error === null && <p class="quiet">Looking for the map …</p>}
      {state?.failure && (
        <Notice kind="bad">
          <p>
            The map could not be computed: {state.failure.message}. {state.failure.remedy}.
          </p>
        </Notice>
      )}
      {state &&
        !loaded &&
        (state.map ? <p class="quiet">Fetching the points …</p> : <Start state={state} start={map.start} />)}
      {state && loaded && (
        <Explorer key={collection} collection={collection} state={state} loaded={loaded} onRecompute={map.start} />
      )}
    </div>
  );
}

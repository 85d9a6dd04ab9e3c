// The buttons that lie on the map.
import type { Viewport } from "../viewport";

interface Props {
  viewport: Viewport;
  lasso: boolean;
  onLasso: (lasso: boolean) => void;
  count: number;
}

export function Tools({ viewport, lasso, onLasso, count }: Props) {
  return (
    <>
      <div class="map-tools" role="toolbar" aria-label="Map tools">
        <Tool name="Zoom in" sign="M8 3v10M3 8h10" onPress={() => viewport.zoom(1.5)} />
        <Tool name="Zoom out" sign="M3 8h10" onPress={() => viewport.zoom(1 / 1.5)} />
        <Tool
          name="Show the whole map"
          sign="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3"
          onPress={() => viewport.travelToWhole()}
        />
        <Tool
          name="Draw around passages"
          sign="M8 2.5c4 0 5.5 2 5.5 4s-2 4-5.5 4-5.5-1.5-5.5-4 2-4 5.5-4ZM5 10c-1.2 1-1 2.5 .5 3.5"
          pressed={lasso}
          onPress={() => onLasso(!lasso)}
        />
      </div>
      <p class="map-count small">
        {lasso ? "Draw around the passages that you mean" : `${count.toLocaleString("en")} passages`}
      </p>
    </>
  );
}

interface ToolProps {
  name: string;
  /** The `d` of a path in a square of 16. */
  sign: string;
  pressed?: boolean;
  onPress: () => void;
}

function Tool({ name, sign, pressed, onPress }: ToolProps) {
  return (
    <button type="button" class="map-tool" title={name} aria-label={name} aria-pressed={pressed} onClick={onPress}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
    </button>
  );
}

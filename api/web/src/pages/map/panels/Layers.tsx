// The stages of an answer as layers of marks that can be switched.
import { type MapAnswer, STAGES, type Stage } from "../../../client/map";
import { outline, SIGNS } from "../draw/marks";
import { useAtlas } from "../atlas";

interface Props {
  reply: MapAnswer;
  layers: ReadonlySet<Stage>;
  onLayers: (layers: ReadonlySet<Stage>) => void;
}

const NAMES: Record<Stage, [string, string]> = {
  dense: ["Near in meaning", "dense: found by the vector of the question"],
  lexical: ["Same words", "lexical: found by the words of the question"],
  fused: ["Both together", "fused: one ranking out of the two"],
  read: ["Read", "the passages that a small model read closely"],
  cited: ["Cited", "the passages that the answer stands on"],
};

export function Layers({ reply, layers, onLayers }: Props) {
  const toggle = (stage: Stage) => {
    const next = new Set(layers);
    if (!next.delete(stage)) next.add(stage);
    onLayers(next);
  };
  return (
    <fieldset class="map-layers">
      <legend>What was found for it</legend>
      {STAGES.map((stage) => (
        <label key={stage}>
          <input type="checkbox" checked={layers.has(stage)} onChange={() => toggle(stage)} />
          <StageSign stage={stage} />
          <span>
            {NAMES[stage][0]} <span class="quiet small">{NAMES[stage][1]}</span>
          </span>
          <span class="quiet small">{reply.layers[stage].length}</span>
        </label>
      ))}
    </fieldset>
  );
}

function StageSign({ stage }: { stage: Stage }) {
  const { theme } = useAtlas();
  const { shape, light, dark, filled } = SIGNS[stage];
  const colour = theme.dark ? dark : light;
  return (
    <svg class="map-stage" viewBox="-12 -12 24 24" aria-hidden="true">
      <path d={outline(shape, 8)} stroke={colour} fill={filled ? colour : "none"} stroke-width="2.5" />
    </svg>
  );
}

// A question lands in the map: what every stage found for it, and how far the picture can be believed there.
import { useState } from "preact/hooks";
import { askMap, type MapAnswer, STAGES, type Stage } from "../../../client/map";
import { Button } from "../../../ui/Button";
import { Failure } from "../../../ui/Notice";
import { useAtlas } from "../atlas";
import { Layers } from "./Layers";
import { Ranks } from "./Ranks";

interface Props {
  reply: MapAnswer | null;
  layers: ReadonlySet<Stage>;
  onReply: (reply: MapAnswer | null) => void;
  onLayers: (layers: ReadonlySet<Stage>) => void;
}

export function Ask({ reply, layers, onReply, onLayers }: Props) {
  const { collection } = useAtlas();
  const [text, setText] = useState(reply?.question ?? "");
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    const question = text.trim();
    if (!question || asking) return;
    setAsking(true);
    setError(null);
    await askMap(collection, question).then(onReply, setError);
    setAsking(false);
  };
  return (
    <div class="stack">
      <form class="field" onSubmit={ask}>
        <label for="map-question">Ask from the map</label>
        <div class="map-line">
          <input
            id="map-question"
            value={text}
            maxLength={2000}
            placeholder="Your question"
            autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <Button kind="primary" type="submit" disabled={asking || !text.trim()}>
            {asking ? "Asking …" : "Ask"}
          </Button>
        </div>
        {!reply && (
          <p class="small quiet">
            Your question becomes a point among the passages, and you see what was found for it, and where.
          </p>
        )}
      </form>
      <div aria-live="polite" class="stack">
        {error !== null && <Failure error={error} />}
        {reply && <Reply reply={reply} />}
      </div>
      {reply && (
        <>
          <Layers reply={reply} layers={layers} onLayers={onLayers} />
          <Ranks reply={reply} />
          <Button
            size="small"
            onClick={() => {
              onReply(null);
              onLayers(new Set(STAGES));
              setText("");
            }}
          >
            Clear the question
          </Button>
        </>
      )}
    </div>
  );
}

function Reply({ reply: { answer, outside } }: { reply: MapAnswer }) {
  return (
    <div class="map-answer">
      <p>{answer.answer ?? <strong>No answer: {answer.reason}.</strong>}</p>
      {!answer.abstained && (
        <p class="small quiet">Right with a probability of {Math.round(answer.confidence * 100)} %.</p>
      )}
      {outside && (
        <p class="small quiet">Nothing here is near the question in meaning: it lies beside all the passages.</p>
      )}
    </div>
  );
}

// The panel beside the map: an open passage or selection, else the chosen tab.
import type { ComponentProps } from "preact";
import type { Passage } from "../../../client/map";
import { useAtlas } from "../atlas";
import { indexOf, placeOf } from "../points/points";
import { TABS, type Tab, type useTold } from "../told";
import { About } from "./About";
import { Ask } from "./Ask";
import { Colours } from "./Colours";
import { Copies } from "./Copies";
import { Find } from "./Find";
import { Gaps } from "./Gaps";
import { List } from "./List";
import { PointPanel } from "./PointPanel";
import { SelectionPanel } from "./SelectionPanel";

interface Props {
  told: ReturnType<typeof useTold>;
  colours: ComponentProps<typeof Colours>;
  about: ComponentProps<typeof About>;
  onSource: (passage: Passage) => void;
}

const NAMES: Record<Tab, string> = {
  legend: "Legend",
  ask: "Ask",
  find: "Find",
  copies: "Near-duplicates",
  gaps: "What is missing",
  list: "List",
  about: "About",
};

export function Panel(props: Props) {
  const { told, onSource } = props;
  return (
    <aside class="map-panel" aria-label="Beside the map">
      <nav class="map-tabs" aria-label="What the map shows">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            aria-current={told.tab === tab || undefined}
            onClick={() => told.change({ tab, opened: null, neighbours: null, selection: null })}
          >
            {NAMES[tab]}
          </button>
        ))}
      </nav>
      <div class="map-panel-body">
        {told.opened !== null ? (
          <PointPanel
            key={told.opened}
            chunkId={told.opened}
            neighbours={told.neighbours}
            onNeighbours={(neighbours) => told.change({ neighbours })}
            onSource={onSource}
            onClose={told.close}
          />
        ) : told.selection ? (
          <SelectionPanel chunkIds={told.selection} onClose={told.close} />
        ) : (
          <Shown {...props} />
        )}
      </div>
    </aside>
  );
}

function Shown({ told, colours, about }: Props) {
  const { points, viewport } = useAtlas();
  switch (told.tab) {
    case "legend":
      return <Colours {...colours} />;
    case "ask":
      return (
        <Ask
          reply={told.reply}
          layers={told.layers}
          onLayers={(layers) => told.change({ layers })}
          onReply={(reply) => {
            told.change({ reply });
            if (reply)
              viewport.travelTo([reply, ...reply.layers.dense.slice(0, 12).flatMap((hit) => placed(hit.chunk_id))]);
          }}
        />
      );
    case "find":
      return <Find found={told.found} onFound={(found) => told.change({ found })} />;
    case "copies":
      return (
        <Copies
          onGroup={(group) => {
            told.change({ group });
            viewport.travelTo(group.flatMap(placed));
          }}
        />
      );
    case "gaps":
      return <Gaps reply={told.gaps} onReply={(gaps) => told.change({ gaps })} />;
    case "list":
      return <List />;
    case "about":
      return <About {...about} />;
  }

  function placed(chunkId: number) {
    const index = indexOf(points, chunkId);
    return index < 0 ? [] : [placeOf(points, index)];
  }
}

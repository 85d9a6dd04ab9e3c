import { useState } from "preact/hooks";
import "../../nearness/nearness.css";
import "../../nearness/tokens.css";
import { address, useAddress } from "../../router";
import { Link } from "../../ui/Link";
import { Calculate } from "./Calculate";
import { Compare } from "./Compare";
import { Explain } from "./Explain";
import { Inside } from "./Inside";
import "./similar.css";

const VIEWS = [
  { name: "compare", label: "Compare", about: "How near texts are in meaning, each with each." },
  { name: "explain", label: "Explain", about: "Which words and sentences carry a similarity." },
  { name: "calculate", label: "Calculate", about: "Meanings added and taken away from each other." },
  { name: "inside", label: "Tokens and vectors", about: "What the model makes of a text before it compares." },
] as const;

const EXAMPLE = ["book", "novel", "library", "bookworm", "worm", "earthworm", "a person who loves books"].join("\n");
const PAIR: [string, string] = [
  "How do I reset my password? It is long and hard to remember.",
  "I forgot my login and cannot get in.",
];

/** Nearness of meanings, to be tried out. What was typed stays when the view changes. */
export default function Similar() {
  const asked = useAddress().searchParams.get("view");
  const view = VIEWS.find(({ name }) => name === asked) ?? VIEWS[0];
  const [texts, setTexts] = useState(EXAMPLE);
  const [pair, setPair] = useState(PAIR);
  const [expression, setExpression] = useState("book + worm");
  const [inside, setInside] = useState<[string, string]>(["tallest building", "highest tower"]);
  return (
    <div class="similar stack">
      <header>
        <h1>Similarity</h1>
        <p class="lead quiet">
          A model turns every text into a list of numbers, so that texts of similar meaning get similar lists. Here you
          can watch it at work. New to this? <Link to="/learn">Take the tour</Link>.
        </p>
      </header>
      <nav class="views" aria-label="Views">
        {VIEWS.map(({ name, label }) => (
          <Link
            key={name}
            to={address("/similar", { view: name })}
            aria-current={name === view.name ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      <p class="view-about">{view.about}</p>
      {view.name === "compare" && <Compare text={texts} onText={setTexts} onPair={setPair} />}
      {view.name === "explain" && <Explain pair={pair} onPair={setPair} />}
      {view.name === "calculate" && <Calculate expression={expression} onExpression={setExpression} />}
      {view.name === "inside" && <Inside texts={inside} onTexts={setInside} />}
    </div>
  );
}

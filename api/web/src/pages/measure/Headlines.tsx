// The figures, each with the interval in which chance alone may move it.
import { linear } from "../../charts/scales";
import type { Interval } from "../../client/evaluations";
import { HEADLINES, FIGURES, shown, wordsOf } from "./figures";

interface Props {
  figures: Record<string, Interval>;
  questions: number;
}

export function Headlines({ figures, questions }: Props) {
  const others = Object.keys(FIGURES).filter((name) => !HEADLINES.includes(name) && figures[name]?.value != null);
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">The figures</h2>
      <p class="quiet small">
        Over {questions} questions. The bar and the small numbers show the 95 % interval: another choice of as many
        questions of this kind would put the figure somewhere in it. Few questions make it wide.
      </p>
      <dl class="headlines">
        {HEADLINES.filter((name) => figures[name]?.value != null).map((name) => (
          <Headline key={name} name={name} figure={figures[name] as Interval} />
        ))}
      </dl>
      <details class="more">
        <summary>All figures</summary>
        <div class="scroll-x">
          <table class="small all-figures">
            <thead>
              <tr>
                <th scope="col">Figure</th>
                <th scope="col">Value</th>
                <th scope="col">95 % interval</th>
                <th scope="col">What it means</th>
              </tr>
            </thead>
            <tbody>
              {others.map((name) => (
                <OtherFigure key={name} name={name} figure={figures[name] as Interval} />
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Headline({ name, figure }: { name: string; figure: Interval }) {
  const { label, meaning, less } = wordsOf(name);
  return (
    <div class="card headline">
      <dt>{label}</dt>
      <dd>
        <strong>{shown(name, figure.value)}</strong>
        <IntervalBar figure={figure} />
        <span class="small quiet">
          {shown(name, figure.low)} to {shown(name, figure.high)}
        </span>
        <p class="small quiet">
          {meaning}. {less && "Less is better."}
        </p>
      </dd>
    </div>
  );
}

/** From 0 to 1: the interval as a bar, the value as a tick. The numbers beside it say the same. */
function IntervalBar({ figure }: { figure: Interval }) {
  const x = linear([0, 1], [0, 100]);
  const low = x(figure.low ?? 0);
  return (
    <svg class="interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="whole" width="100" height="4" y="2" />
      <rect class="span" x={low} y="2" width={Math.max(1, x(figure.high ?? 0) - low)} height="4" />
      <rect class="tick" x={x(figure.value ?? 0) - 0.6} width="1.2" height="8" />
    </svg>
  );
}

function OtherFigure({ name, figure }: { name: string; figure: Interval }) {
  const { label, meaning, less } = wordsOf(name);
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{shown(name, figure.value)}</td>
      <td class="no-wrap">
        {shown(name, figure.low)} to {shown(name, figure.high)}
      </td>
      <td class="quiet">
        {meaning}. {less && "Less is better."}
      </td>
    </tr>
  );
}

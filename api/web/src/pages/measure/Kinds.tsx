import { percent } from "../../charts/scales";

interface Props {
  kinds: Record<string, Record<string, number | null>>;
}

/** The figures of each kind of question, as the gold file names them. */
export function Kinds({ kinds }: Props) {
  return (
    <section aria-labelledby="kinds">
      <h3 id="kinds">By kind of question</h3>
      <p class="small quiet">
        The kinds are those of the file of questions. Few questions of a kind say little about it.
      </p>
      <div class="scroll-x">
        <table class="small kinds">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Questions</th>
              <th scope="col">Document found</th>
              <th scope="col">Answered</th>
              <th scope="col">Rightly</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(kinds).map(([kind, figures]) => (
              <tr key={kind}>
                <th scope="row">{kind}</th>
                <td>{figures.questions}</td>
                <td>{percent(figures["hit@5"])}</td>
                <td>{percent(figures.coverage)}</td>
                <td>{percent(figures.right)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

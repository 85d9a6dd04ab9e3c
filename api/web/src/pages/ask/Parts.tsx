import type { Answer } from "../../client/ask";
import { AnswerText } from "./AnswerText";
import { WhyLink } from "./WhyLink";
import { asSentence } from "./words";

interface Props {
  answer: Answer;
  collection: string;
  onOpen: (citation: number) => void;
}

/** Several questions at once: each with its answer below it, or why there is none; the page of whys explains one question at a time. */
export function Parts({ answer, collection, onOpen }: Props) {
  return (
    <>
      {answer.parts.map((part, place) => (
        <section key={`${place}`} class="answer-part">
          <h3>{part.question}</h3>
          {part.abstained ? (
            <p class="quiet">{asSentence(part.reason)}</p>
          ) : (
            <AnswerText
              sentences={answer.sentences.slice(part.begin, part.end)}
              citations={answer.citations}
              onOpen={onOpen}
            />
          )}
          <WhyLink
            question={part.standalone_question ?? part.question}
            collection={collection}
            abstained={part.abstained}
          />
        </section>
      ))}
    </>
  );
}

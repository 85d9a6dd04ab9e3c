import type { Citation, Sentence } from "../../client/ask";
import { Proof } from "./Proof";
import { Quoted } from "./Quoted";
import { SupportMark } from "./SupportMark";

interface Props {
  sentences: Sentence[];
  citations: Citation[];
  onOpen: (citation: number) => void;
}

/** The answer, sentence by sentence, each with the marks of its proof. */
export function AnswerText({ sentences, citations, onOpen }: Props) {
  return (
    <div class="answer-text">
      {sentences.map((sentence, place) => (
        <p key={`${place}`} class="answer-sentence">
          <Quoted text={sentence.text} />
          {sentence.citations.map((index) => {
            const citation = citations[index];
            return (
              citation && <Proof key={index} number={index + 1} citation={citation} onOpen={() => onOpen(index)} />
            );
          })}
          {sentence.support && <SupportMark support={sentence.support} />}
        </p>
      ))}
    </div>
  );
}

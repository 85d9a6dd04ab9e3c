import { CompareTry } from "../CompareTry";
import { AskTry } from "../AskTry";
import type { StepProps } from ".";

const HNSW = [{ question: "What is HNSW?", answer: "A graph of vectors in several layers." }];

/** One card for each way to fail, with an example that really does it. */
export function Failures({ progress }: StepProps) {
  return (
    <>
      <p>
        Every step can go wrong, and it helps to know how it looks. These are live: the numbers and answers below were
        made just now. Change them and see.
      </p>
      <CompareTry
        title="Tokens: what cannot be spelled is lost"
        about="This model was made for English. In Chinese, 书虫 is a bookworm and 蚯蚓 an earthworm; both become the same unknown tokens, so their vectors are equal. Garbage in, garbage out."
        first="书虫"
        others={["蚯蚓", "bookworm"]}
      />
      <CompareTry
        title="Vectors: a word with two meanings"
        about="Alone, the word is a bit of both. Its company decides: put it into a sentence about an animal or about a computer, and see which of the two comes nearer."
        first="mouse"
        others={["rodent", "computer keyboard"]}
        examples={["mouse", "The cat chased the mouse.", "Click with the left button of the mouse."]}
      />
      <CompareTry
        title="Nearness: opposites are near"
        about="A text and its contrary share nearly all their words. To the model the contradiction looks more alike than the same thing said in other words. Nearness never proves agreement."
        first="The drug is safe for children"
        others={["The drug is not safe for children", "The medicine may be given to kids"]}
      />
      <AskTry
        title="The question: without its context"
        about="Who published what? A question is understood from the conversation before it. Without it, nobody can know."
        question="Who published it?"
        history={HNSW}
        progress={progress}
      />
      <AskTry
        title="Neighbours: near, but not the answer"
        about="There are passages about training Chinchilla, and they are near. None of them names its learning rate. Near is a reason to read, not an answer."
        question="learning rate used for training chinchilla"
        progress={progress}
      />
      <AskTry
        title="Reading: other words than the documents use"
        about="The samples explain at length why language models hallucinate. Asked in everyday words, the models may not recognise it, and the service rather says nothing. Then ask in the words of the documents."
        question="Why do models make things up?"
        examples={["Why do models make things up?", "Why do language models hallucinate?"]}
        progress={progress}
      />
      <AskTry
        title="The document: a quote is not the truth"
        about="The quote is exact. But the sentence reports an error: that picture was taken by another telescope, as the next sentence says. A proof shows what stands there. Whether it is true, and whether it is meant as you asked, no percentage can tell you. Open the source, and read the sentence before and the one after."
        question="Who took the first picture of a planet outside the solar system?"
        examples={["Is the drug safe for children?", "Why did Einstein refuse the Nobel Prize?"]}
        progress={progress}
      />
    </>
  );
}

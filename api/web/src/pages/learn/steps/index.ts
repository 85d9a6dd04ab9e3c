// The steps of the tour in their order.
import type { ComponentType } from "preact";
import type { TourProgress } from "../useTour";
import { Failures } from "./Failures";
import { Meaning } from "./Meaning";
import { Neighbours } from "./Neighbours";
import { Proof } from "./Proof";
import { Reading } from "./Reading";
import { Tokens } from "./Tokens";
import { Vector } from "./Vector";

/** What every step is given; `question` goes along from step to step. */
export interface StepProps {
  question: string;
  onQuestion: (question: string) => void;
  progress: TourProgress;
}

interface Step {
  short: string;
  title: string;
  Body: ComponentType<StepProps>;
}

export const STEPS: readonly Step[] = [
  { short: "Tokens", title: "Your question becomes tokens", Body: Tokens },
  { short: "Vector", title: "The tokens become a vector", Body: Vector },
  { short: "Nearness", title: "Near vectors mean near meanings", Body: Meaning },
  { short: "Neighbours", title: "The question finds its neighbours", Body: Neighbours },
  { short: "Reading", title: "A second model reads them", Body: Reading },
  { short: "Proof", title: "An answer with its proof, or none", Body: Proof },
  { short: "Failures", title: "Where each step can fail", Body: Failures },
];

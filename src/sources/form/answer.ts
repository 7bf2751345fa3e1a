import { isVisible } from '../../event/text.ts';

/** One answer of a form, in the shape that all form tools share. */
export interface Answer {
  /** What a store's `fields` may call it, the tool's own reference first. */
  readonly refs: readonly string[];
  /** What its form calls it, for the common names. None where a default would be a guess. */
  readonly names: readonly string[];
  /**
   * `box`: one check box, unticked where `isYes` is false. `yes-no`: a question that was answered with yes or no.
   * `boxes`: those of the form's options that were ticked. `choice`: the one that was chosen. `text`: anything else, and
   * all that a tool does not tell apart.
   */
  readonly kind: 'email' | 'phone' | 'date' | 'choice' | 'boxes' | 'box' | 'yes-no' | 'text';
  /** Texts that were filled in or chosen. The reader leaves empty ones out. */
  readonly texts: readonly string[];
  /** Texts that people typed themselves beside the options ("other"). */
  readonly typed?: readonly string[];
  /** Ids of options whose words the tool did not send: neither tags nor a consent. */
  readonly unnamedOptions?: number;
  /** Of a `box` and a `yes-no`. */
  readonly isYes?: boolean;
  /** The tool shows that the question has this one option and no other. */
  readonly isOnlyOption?: boolean;
  /** The store's `fields` name this very option: `q8=SMS`. */
  readonly isNamedOption?: boolean;
  /** The words beside the box, or the question: what a customer agrees to. */
  readonly wording?: string | undefined;
}

/** All texts of an answer: the options that were chosen, then what was typed beside them. */
export const allTexts = ({ texts, typed = [] }: Answer): readonly string[] => [...texts, ...typed];

/** Whether there is anything in it. */
export const isAnswered = (answer: Answer): boolean =>
  answer.isYes !== undefined ||
  (answer.unnamedOptions ?? 0) > 0 ||
  allTexts(answer).some(isVisible);

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
  /** What was filled in or chosen; empty texts are left out by the reader. */
  readonly texts: readonly string[];
  /** Of a `box` and a `yes-no`. */
  readonly isYes?: boolean;
  /** The words beside the box, or the question: what a customer agrees to. */
  readonly wording?: string | undefined;
}

/** Whether there is anything in it. */
export const isAnswered = ({ texts, isYes }: Answer): boolean =>
  isYes !== undefined || texts.some((text) => text.trim() !== '');

import type { Answer } from './form/answer.ts';

/** A contact's own field as an answer: what was typed, without the question. */
export const plainAnswer = (text: string): Answer => ({
  refs: [],
  names: [],
  kind: 'text',
  texts: [text],
});

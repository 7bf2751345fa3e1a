import { type Child, el } from '../dom.ts';

/** The one thing that our texts use of Markdown: code between backticks. */
export const markdown = (text: string): readonly Child[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? el('code', {}, part) : part));

import type { LetterAnswer } from '../../letter-answers.ts';
import { announce } from '../announce.ts';
import { messageOf } from '../api.ts';
import { el } from '../dom.ts';
import { bytes, count } from '../format.ts';

type BodyLine = LetterAnswer['body']['lines'][number];

/** The body line by line, each error beside the line that it is about. */
export function letterBody(
  { letter, body, revealed }: LetterAnswer,
  onReveal: () => Promise<void>,
): HTMLElement {
  const reveal = el('button', { type: 'button' }, 'Reveal personal data');
  reveal.addEventListener('click', () => {
    reveal.disabled = true;
    onReveal().catch((error: unknown) => {
      reveal.disabled = false;
      announce(messageOf(error), true);
    });
  });
  const notes = [
    `${bytes(letter.bytes)}.`,
    revealed
      ? 'Shown as it is, with personal data.'
      : 'Values are masked; names and form are shown.',
    body.isUnwrapped && 'The envelope around it is left out.',
    body.cut > 0 && `${count(body.cut)} more lines are not shown.`,
  ].filter((note) => note !== false);
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'body' },
    el(
      'div',
      { class: 'head' },
      el('h2', { id: 'body', tabindex: -1 }, 'Body'),
      !revealed && reveal,
    ),
    el('p', { class: 'quiet' }, notes.join(' ')),
    el(
      'pre',
      { class: 'body', tabindex: 0, role: 'region', 'aria-labelledby': 'body' },
      ...body.lines.map(toNode),
    ),
  );
}

function toNode({ indent, text, errors }: BodyLine): HTMLElement {
  const space = '  '.repeat(indent);
  return errors.length === 0
    ? el('span', {}, `${space}${text}\n`)
    : el(
        'span',
        {},
        space,
        el('mark', {}, text),
        el('span', { class: 'wrong' }, errors.join('; ')),
        '\n',
      );
}

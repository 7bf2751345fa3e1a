import type { LetterResponse } from '../../letter-responses.ts';
import { messageOf } from '../api.ts';
import { el } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { bytes } from '../format.ts';
import { showToast } from '../toast.ts';

type BodyLine = LetterResponse['body']['lines'][number];

/** The body line by line, with each error on the line that it is about. */
export function letterBody(
  { letter, body, revealed }: LetterResponse,
  onReveal: () => Promise<void>,
): HTMLElement {
  const reveal = el('button', { type: 'button' }, 'Reveal personal data');
  reveal.addEventListener('click', () => {
    reveal.disabled = true;
    onReveal().catch((error: unknown) => {
      reveal.disabled = false;
      showToast(messageOf(error), true);
    });
  });
  const notes = [
    `${bytes(letter.bytes)}.`,
    revealed ? 'Not masked: contains personal data.' : 'Values are masked.',
    body.isUnwrapped && 'The envelope is not shown.',
    body.cut > 0 && `${grouped(body.cut)} more lines are not shown.`,
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
      ...body.lines.map(toLine),
    ),
  );
}

function toLine({ indent, text, errors }: BodyLine): HTMLElement {
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

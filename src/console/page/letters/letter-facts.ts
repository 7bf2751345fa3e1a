import type { LetterResponse } from '../../letter-responses.ts';
import { htmlTable } from '../components/table.ts';
import { lettersHref } from '../api.ts';
import { type Child, el } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { ago, dateAndClock, timeLeft } from '../format.ts';

/** Times, attempts and message attributes of one letter. */
export function letterFacts({ letter, attributes }: LetterResponse): HTMLElement {
  const now = Date.now();
  const when = (at: number): string => `${dateAndClock(at)} (${ago(at, now)})`;
  const facts: readonly (readonly [string, Child])[] = [
    ['Store', linkTo(letter.store, { store: letter.store ?? '' })],
    ['Source', linkTo(letter.source, { store: letter.store ?? '', source: letter.source ?? '' })],
    ['First seen', when(letter.firstSeenAt)],
    ['Failed', when(letter.failedAt)],
    ['Expires', `${dateAndClock(letter.expiresAt)} (${timeLeft(letter.expiresAt, now)})`],
    ['Attempts', grouped(letter.attempts)],
    ['Replays', grouped(letter.replays)],
    ...(letter.replayedAt === undefined
      ? []
      : [['Last replayed', when(letter.replayedAt)] as const]),
    ['Message id', letter.messageId],
  ];
  const rows = htmlTable('Attributes', [{ title: 'Attribute' }, { title: 'Value', breaks: true }]);
  rows.update(attributes.map(({ name, value }) => [name, value]));
  return el(
    'div',
    { class: 'two' },
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'facts' },
      el('h2', { id: 'facts' }, 'Facts'),
      el(
        'dl',
        { class: 'facts' },
        ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
      ),
    ),
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'attributes' },
      el('h2', { id: 'attributes' }, 'Attributes'),
      rows.element,
    ),
  );
}

/** Leads to the letters of the same store or source. */
const linkTo = (text: string | undefined, filter: Parameters<typeof lettersHref>[0]): Child =>
  text === undefined ? '–' : el('a', { href: lettersHref(filter) }, text);

import type { Session } from '../../answers.ts';
import type { LetterAnswer } from '../../letter-answers.ts';
import { el } from '../dom.ts';
import { words } from '../format.ts';
import { markdown } from '../components/markdown.ts';
import { verdict } from './verdict.ts';

/** What was wrong, what would happen today, and what to do about it. */
export function letterHelp(
  { letter, today, body }: LetterAnswer,
  reasons: Session['reasons'],
): HTMLElement {
  const help = reasons.find(({ code }) => code === letter.reason);
  const others = body.general.filter((text) => text !== letter.detail);
  return el(
    'div',
    { class: 'two' },
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'wrong' },
      el('h2', { id: 'wrong' }, 'What went wrong'),
      el('p', {}, el('span', { class: 'badge bad' }, words(letter.reason))),
      letter.detail !== undefined && el('p', {}, letter.detail),
      others.length > 0 && el('ul', {}, ...others.map((text) => el('li', {}, text))),
      el('h3', {}, 'A replay now'),
      el('p', {}, verdict(today), today.text !== letter.detail && ` ${today.text}`),
    ),
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'todo' },
      el('h2', { id: 'todo' }, 'What to do'),
      ...(help === undefined
        ? [
            el(
              'p',
              {},
              'docs/reasons.md has a row for this reason: what it means, what to do, how to replay.',
            ),
          ]
        : [
            el('p', { class: 'quiet' }, ...markdown(help.meaning)),
            el('p', {}, el('strong', {}, 'Do: '), ...markdown(help.whatToDo)),
            el('p', {}, el('strong', {}, 'Then: '), ...markdown(help.howToReplay)),
          ]),
    ),
  );
}

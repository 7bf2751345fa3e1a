import type { LetterResponse } from '../../letter-responses.ts';
import type { Session } from '../../responses.ts';
import { badge, verdictBadge } from '../components/badge.ts';
import { type Child, el } from '../dom.ts';
import { words } from '../format.ts';

/** What went wrong, the predicted result of a replay, and what to do. */
export function letterHelp(
  { letter, today, body }: LetterResponse,
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
      el('p', {}, badge(words(letter.reason), 'bad')),
      letter.detail !== undefined && el('p', {}, letter.detail),
      others.length > 0 && el('ul', {}, ...others.map((text) => el('li', {}, text))),
      el('h3', {}, 'If replayed now'),
      el('p', {}, verdictBadge(today), today.text !== letter.detail && ` ${today.text}`),
      today.notes.length > 0 && el('ul', {}, ...today.notes.map((note) => el('li', {}, note))),
    ),
    el(
      'section',
      { class: 'card', 'aria-labelledby': 'todo' },
      el('h2', { id: 'todo' }, 'What to do'),
      ...(help === undefined
        ? [el('p', {}, 'See this reason in docs/reasons.md.')]
        : [
            el('p', { class: 'quiet' }, ...markdown(help.meaning)),
            el('p', {}, el('strong', {}, 'Do: '), ...markdown(help.whatToDo)),
            el('p', {}, el('strong', {}, 'Then: '), ...markdown(help.howToReplay)),
          ]),
    ),
  );
}

/** The help texts use one feature of Markdown: code between backticks. */
const markdown = (text: string): readonly Child[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? el('code', {}, part) : part));

import type { Session, JobAnswer } from '../../answers.ts';
import type { LetterAnswer, LettersAnswer } from '../../letter-answers.ts';
import { announce } from '../announce.ts';
import { get, messageOf, post, readSession } from '../api.ts';
import { markdown } from '../components/markdown.ts';
import { table } from '../components/table.ts';
import { el, fill } from '../dom.ts';
import { ago, bytes, count, dateAndClock, timeLeft, words } from '../format.ts';
import type { View } from '../view.ts';
import { actions } from './actions.ts';
import { verdict } from './verdict.ts';

/** One dead letter: what is wrong, where in its body, and what to do. */
export function letterView(messageId: string): View {
  const path = `/api/letters/${encodeURIComponent(messageId)}`;
  const title = el('h1', {}, 'Dead letter');
  const content = el('div', {}, el('p', { class: 'quiet' }, 'Reading …'));
  const acts = actions(() => {
    // Replayed or discarded: it is not here any more, and the result stays to be read.
    fill(content);
    acts.choose(undefined);
  });
  const show = async (letter: LetterAnswer): Promise<void> => {
    const { reasons } = await readSession();
    const body = letterBody(letter, async () => {
      await show(await post<LetterAnswer>(`${path}/reveal`));
      // The button is gone, and with it the focus.
      document.getElementById('body')?.focus();
      announce('The body is shown as it is, with personal data.');
    });
    fill(title, letter.letter.eventId ?? letter.letter.messageId);
    fill(content, letterHelp(letter, reasons), body, letterFacts(letter));
  };
  const load = async (): Promise<void> => {
    let seen = await get<LettersAnswer>('/api/letters');
    if (seen.lookedAt === undefined) {
      await acts.run(async () => post<JobAnswer>('/api/looks'));
      seen = await get<LettersAnswer>('/api/letters');
    }
    await show(await get<LetterAnswer>(path));
    if (seen.lookedAt === undefined) return;
    acts.choose({ filter: { ids: [messageId] }, lookedAt: seen.lookedAt, count: 1 });
  };
  load().catch((error: unknown) => {
    fill(content, el('p', { class: 'card empty' }, messageOf(error)));
  });
  return {
    title: 'Dead letter',
    element: el(
      'div',
      {},
      el('p', { class: 'back' }, el('a', { href: '#/letters' }, 'All dead letters')),
      title,
      acts.progress,
      acts.bar,
      acts.plan,
      content,
    ),
    close: () => undefined,
  };
}

type BodyLine = LetterAnswer['body']['lines'][number];

/** The body line by line, each error beside the line that it is about. */
function letterBody(
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

/** When it happened, how often it was tried, and its attributes as they travel with it. */
function letterFacts({ letter, attributes }: LetterAnswer): HTMLElement {
  const now = Date.now();
  const when = (at: number): string => `${dateAndClock(at)} (${ago(at, now)})`;
  const facts: readonly (readonly [string, string])[] = [
    ['Store', letter.store ?? '–'],
    ['Source', letter.source ?? '–'],
    ['First seen', when(letter.firstSeenAt)],
    ['Failed', when(letter.failedAt)],
    ['Expires', `${dateAndClock(letter.expiresAt)} (${timeLeft(letter.expiresAt, now)})`],
    ['Attempts', count(letter.attempts)],
    ['Replays', count(letter.replays)],
    ...(letter.replayedAt === undefined
      ? []
      : [['Last replayed', when(letter.replayedAt)] as const]),
    ['Message id', letter.messageId],
  ];
  const rows = table('Attributes', [{ title: 'Attribute' }, { title: 'Value', breaks: true }]);
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

/** What was wrong, what would happen today, and what to do about it. */
function letterHelp(
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

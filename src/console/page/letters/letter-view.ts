import { grouped } from '../../../util/counted.ts';
import type { LetterResponse, LettersResponse } from '../../letter-responses.ts';
import type { CurrentJobResponse, JobStatus, Session } from '../../responses.ts';
import { get, lettersHref, messageOf, post, readSession } from '../api.ts';
import { badge, verdictBadge } from '../components/badge.ts';
import { whileReading } from '../components/follow-job.ts';
import { htmlTable } from '../components/table.ts';
import { type Child, el, fill } from '../dom.ts';
import { ago, dateAndClock, MINUTE, timeLeft, words } from '../format.ts';
import { showToast } from '../toast.ts';
import type { View } from '../view.ts';
import { actions } from './actions.ts';
import { correctForm } from './correct-form.ts';
import { letterBody } from './letter-body.ts';

/** One dead letter: the error, its place in the body, and what to do. */
export function letterView(messageId: string): View {
  const path = `/api/letters/${encodeURIComponent(messageId)}`;
  const title = el('h1', {}, 'Dead letter');
  const content = el('div', {}, el('p', { class: 'quiet' }, 'Reading …'));
  const bar = actions(() => {
    // The letter was replayed or discarded. Only the result stays on the page.
    fill(content);
    bar.select(undefined);
  });
  const show = async (letter: LetterResponse): Promise<void> => {
    const { reasons } = await readSession();
    const body = letterBody(letter, async () => {
      await show(await post<LetterResponse>(`${path}/reveal`));
      // The button that had the focus is gone.
      document.getElementById('body')?.focus();
      showToast('The body is shown with personal data.');
    });
    fill(title, letter.letter.eventId ?? letter.letter.messageId);
    const form = correctForm(letter, (result) => {
      // The letter is corrected. Only the result stays on the page.
      fill(content, result);
      bar.select(undefined);
    });
    fill(content, letterHelp(letter, reasons), body, form, letterFacts(letter));
  };
  const look = async (): Promise<LettersResponse> => {
    await bar.run(async () => post<JobStatus>('/api/looks'));
    return get<LettersResponse>('/api/letters');
  };
  const load = async (): Promise<void> => {
    const { current } = await get<CurrentJobResponse>('/api/work');
    if (current !== undefined) await bar.run(async () => current);
    let list = await get<LettersResponse>('/api/letters');
    if (list.readAt === undefined) list = await look();
    await show(await whileReading(content, get<LetterResponse>(path)));
    // The list that the buttons act on must have this letter.
    if (list.readAt === undefined || Date.now() - list.readAt > MINUTE) list = await look();
    if (list.readAt === undefined) return;
    bar.select({ filter: { ids: [messageId] }, readAt: list.readAt, count: 1 });
  };
  load().catch((error: unknown) => {
    fill(content, el('p', { class: 'card empty' }, messageOf(error)));
  });
  return {
    title: 'Dead letter',
    element: el(
      'div',
      { class: 'of-queues' },
      el('p', { class: 'back' }, el('a', { href: '#/letters' }, 'All dead letters')),
      el('div', { class: 'head pinned' }, title, bar.bar),
      bar.progress,
      bar.plan,
      content,
    ),
    close: () => undefined,
  };
}

/** Times, attempts and message attributes of one letter. */
function letterFacts({ letter, attributes }: LetterResponse): HTMLElement {
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

/** What went wrong, the predicted result of a replay, and what to do. */
function letterHelp(
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

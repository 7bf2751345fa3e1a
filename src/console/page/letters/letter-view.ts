import type { LetterResponse, LettersResponse } from '../../letter-responses.ts';
import type { CurrentJobResponse, JobStatus } from '../../responses.ts';
import { get, messageOf, post, readSession } from '../api.ts';
import { whileReading } from '../components/follow-job.ts';
import { el, fill } from '../dom.ts';
import { MINUTE } from '../format.ts';
import { showToast } from '../toast.ts';
import type { View } from '../view.ts';
import { actions } from './actions.ts';
import { letterBody } from './letter-body.ts';
import { letterFacts } from './letter-facts.ts';
import { letterHelp } from './letter-help.ts';

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
    fill(content, letterHelp(letter, reasons), body, letterFacts(letter));
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

import type { WorkAnswer } from '../../answers.ts';
import type { LetterAnswer, LettersAnswer } from '../../letter-answers.ts';
import { announce } from '../announce.ts';
import { get, messageOf, post, readSession } from '../api.ts';
import { el, fill } from '../dom.ts';
import type { View } from '../view.ts';
import { actions } from './actions.ts';
import { letterBody } from './letter-body.ts';
import { letterFacts } from './letter-facts.ts';
import { letterHelp } from './letter-help.ts';

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
      await acts.run(async () => post<WorkAnswer>('/api/looks'));
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

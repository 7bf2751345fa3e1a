import type { LetterSummary } from '../../../dead-letters/letter.ts';
import type { JobAnswer } from '../../answers.ts';
import type { LettersAnswer } from '../../letter-answers.ts';
import { announce } from '../announce.ts';
import { get, messageOf, post, query } from '../api.ts';
import { el, fill } from '../dom.ts';
import { count, words } from '../format.ts';
import type { View } from '../view.ts';
import { actions } from './actions.ts';
import { type GroupKey, groupsTable } from './groups.ts';
import { letterRows } from './rows.ts';
import { sayLooked } from './toast.ts';

/** What waits as a dead letter, by reason, and what can be done about it. */
export function lettersView(search: URLSearchParams): View {
  let key = keyOf(search);
  let answer: LettersAnswer | undefined;
  let rows: readonly LetterSummary[] = [];

  const looked = el('p', { class: 'quiet' }, 'Reading …');
  const again = el('button', { type: 'button' }, 'Look again');
  const title = el('h2', { id: 'list' }, 'Letters');
  const clear = el('button', { type: 'button', hidden: true }, 'Show all');
  const more = el('button', { type: 'button', hidden: true }, 'Show more');
  const empty = el(
    'p',
    { class: 'card empty', hidden: true },
    'No dead letters: nothing failed for good.',
  );
  const groups = groupsTable((chosen) => {
    key = chosen;
    history.replaceState(null, '', `#/letters${query({ ...key })}`);
    load().catch(tell);
  });
  const list = letterRows(() => {
    choose();
  });
  const acts = actions(({ state }) => {
    // The server looks again after what came to its end, and not after what was stopped.
    (state === 'done' ? load() : look()).catch(tell);
  });
  const some = el(
    'div',
    { hidden: true },
    el('section', { 'aria-label': 'By reason' }, el('div', { class: 'card' }, groups.element)),
    acts.bar,
    acts.plan,
    el(
      'section',
      { 'aria-labelledby': 'list' },
      el('div', { class: 'head' }, title, clear),
      el('div', { class: 'card' }, list.element, more),
    ),
  );

  const choose = (): void => {
    if (answer?.lookedAt === undefined) return;
    const ids = list.ticked();
    const { lookedAt, matching } = answer;
    acts.choose(
      ids.length > 0
        ? { filter: { ids }, lookedAt, count: ids.length }
        : { filter: key, lookedAt, count: matching },
    );
  };
  const show = (): void => {
    if (answer === undefined) return;
    const { lookedAt, total, matching, groups: all, complete } = answer;
    fill(looked, sayLooked(total, lookedAt, complete));
    empty.hidden = lookedAt === undefined || total > 0;
    some.hidden = total === 0;
    groups.update(all, key, Date.now());
    list.update(rows, Date.now());
    fill(title, titleOf(key, matching));
    clear.hidden = Object.keys(key).length === 0;
    more.hidden = rows.length >= matching;
    choose();
  };
  async function load(): Promise<void> {
    answer = await get<LettersAnswer>(`/api/letters${query({ ...key })}`);
    rows = answer.letters;
    show();
  }
  const loadMore = async (): Promise<void> => {
    const path = `/api/letters${query({ ...key, offset: rows.length })}`;
    const next = await get<LettersAnswer>(path);
    rows = [...rows, ...next.letters];
    show();
  };
  const look = async (): Promise<void> => {
    again.disabled = true;
    await acts.run(async () => post<JobAnswer>('/api/looks'));
    again.disabled = false;
    await load();
  };
  /** A look, a dry run, a replay or a discard that began before this view was opened. */
  const attach = async (): Promise<void> => {
    const { current } = await get<{ readonly current?: JobAnswer }>('/api/work');
    if (current !== undefined) await acts.run(async () => current);
    await load();
    if (answer?.lookedAt === undefined) await look();
  };
  again.addEventListener('click', () => void look().catch(tell));
  clear.addEventListener('click', () => {
    key = {};
    history.replaceState(null, '', '#/letters');
    load().catch(tell);
    again.focus();
  });
  more.addEventListener('click', () => {
    loadMore().catch(tell);
  });
  attach().catch(tell);

  return {
    title: 'Dead letters',
    element: el(
      'div',
      {},
      el('div', { class: 'head' }, el('h1', {}, 'Dead letters'), again),
      looked,
      acts.progress,
      empty,
      some,
    ),
    close: () => undefined,
  };
}

const tell = (error: unknown): void => {
  announce(messageOf(error), true);
};

function keyOf(search: URLSearchParams): GroupKey {
  const [reason, store, source] = ['reason', 'store', 'source'].map((name) => search.get(name));
  return {
    ...(reason != null && { reason }),
    ...(store != null && { store }),
    ...(source != null && { source }),
  };
}

function titleOf({ reason, store, source }: GroupKey, matching: number): string {
  const of = [reason && words(reason), store, source].filter(Boolean).join(', ');
  return `${count(matching)} ${matching === 1 ? 'letter' : 'letters'}${of ? `: ${of}` : ''}`;
}

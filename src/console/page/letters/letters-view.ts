import type { LetterSummary } from '../../../dead-letters/letter.ts';
import type { LettersResponse } from '../../letter-responses.ts';
import type { CurrentJobResponse, JobStatus } from '../../responses.ts';
import { get, lettersHref, messageOf, post, query } from '../api.ts';
import { el, fill } from '../dom.ts';
import { counted } from '../../../util/counted.ts';
import { clock, MINUTE, words } from '../format.ts';
import { showToast } from '../toast.ts';
import { repeat, type View } from '../view.ts';
import { actions } from './actions.ts';
import { type GroupKey, groupTables } from './groups-table.ts';
import { lettersTable } from './letters-table.ts';

/** All dead letters by reason, with the actions on them. */
export function lettersView(search: URLSearchParams): View {
  let key = keyOf(search);
  let response: LettersResponse | undefined;
  let rows: readonly LetterSummary[] = [];
  /** When this page last asked the server to read the queue. */
  let lookedAt = 0;

  const status = el('p', { class: 'quiet' }, 'Reading …');
  const refresh = el('button', { type: 'button' }, 'Refresh');
  const title = el('h2', { id: 'list', tabindex: -1 }, 'Letters');
  const clear = el('button', { type: 'button', hidden: true }, 'Show all');
  const more = el('button', { type: 'button', hidden: true }, 'Show more');
  const empty = el('p', { class: 'card empty', hidden: true }, 'There are no dead letters.');
  const showList = (): void => {
    title.focus({ preventScroll: true });
    title.scrollIntoView();
  };
  const groups = groupTables((group) => {
    key = group;
    history.replaceState(null, '', lettersHref(key));
    loadChosen().catch(showError);
  });
  const list = lettersTable(() => {
    select();
  });
  const bar = actions(({ state }) => {
    // The server reads the queue again after a finished job, but not after a stopped one.
    (state === 'done' ? load() : readQueue()).catch(showError);
  });
  const content = el(
    'div',
    { hidden: true },
    groups.element,
    el(
      'section',
      { 'aria-labelledby': 'list' },
      el('div', { class: 'head pinned' }, title, clear, bar.bar),
      el('p', { class: 'quiet hint' }, HINT),
      bar.plan,
      el('div', { class: 'card' }, list.element, more),
    ),
  );

  const select = (): void => {
    if (response?.readAt === undefined) return;
    const ids = list.ticked();
    const { readAt, matching } = response;
    bar.select(
      ids.length > 0
        ? { filter: { ids }, readAt, count: ids.length }
        : { filter: key, readAt, count: matching },
    );
  };
  const show = (): void => {
    if (response === undefined) return;
    const { readAt, total, matching } = response;
    fill(status, statusText(response));
    empty.hidden = readAt === undefined || total > 0;
    content.hidden = total === 0;
    groups.update(response, key, Date.now());
    list.update(rows, Date.now());
    fill(title, titleOf(key, matching));
    clear.hidden = Object.keys(key).length === 0;
    more.hidden = rows.length >= matching;
    select();
  };
  async function load(): Promise<void> {
    response = await get<LettersResponse>(`/api/letters${query({ ...key })}`);
    rows = response.letters;
    show();
  }
  const loadChosen = async (): Promise<void> => {
    await load();
    if (key.reason !== undefined) showList();
  };
  const loadMore = async (): Promise<void> => {
    const path = `/api/letters${query({ ...key, offset: rows.length })}`;
    const next = await get<LettersResponse>(path);
    rows = [...rows, ...next.letters];
    show();
  };
  const readQueue = async (run = bar.run): Promise<void> => {
    lookedAt = Date.now();
    refresh.disabled = true;
    await run(async () => post<JobStatus>('/api/looks'));
    refresh.disabled = false;
    await load();
  };
  /** A look that took long is repeated later: each makes all letters invisible to other readers for a while. */
  const isOld = (): boolean => {
    const { readAt = 0, tookMs = 0 } = response ?? {};
    return Date.now() - Math.max(readAt, lookedAt) > Math.max(MINUTE, LOOKS_APART * tookMs);
  };
  const lookAgain = async (): Promise<void> => {
    if (response === undefined || !isOld() || !bar.isFree() || list.ticked().length > 0) return;
    await bar.lookAgain(readQueue).catch(() => undefined);
  };
  /** Follows the job that was running before this view opened. */
  const open = async (): Promise<void> => {
    const { current } = await get<CurrentJobResponse>('/api/work');
    if (current !== undefined) await bar.run(async () => current);
    await load();
    if (response?.readAt === undefined) await readQueue();
    if (Object.keys(key).length > 0) showList();
  };
  refresh.addEventListener('click', () => void readQueue().catch(showError));
  clear.addEventListener('click', () => {
    key = {};
    history.replaceState(null, '', lettersHref(key));
    load().catch(showError);
    refresh.focus();
  });
  more.addEventListener('click', () => {
    loadMore().catch(showError);
  });
  open().catch(showError);
  const stopLooking = repeat(lookAgain, LOOK_GAP_MS);

  return {
    title: 'Dead letters',
    element: el(
      'div',
      { class: 'of-queues' },
      el('div', { class: 'head' }, el('h1', {}, 'Dead letters'), refresh),
      status,
      bar.progress,
      empty,
      content,
    ),
    close: stopLooking,
  };
}

const HINT =
  'To replay, start with a dry run: it shows which letters would pass and changes nothing.';

/** How often the page checks whether its list is too old. */
const LOOK_GAP_MS = 5_000;

/** Between two looks at least this many times as long as the last one took. */
const LOOKS_APART = 5;

const showError = (error: unknown): void => {
  showToast(messageOf(error), true);
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
  const group = [reason && words(reason), store, source].filter(Boolean).join(', ');
  return `${counted(matching, 'letter')}${group ? `: ${group}` : ''}`;
}

function statusText({ total, readAt, complete }: LettersResponse): string {
  if (readAt === undefined) return 'Reading …';
  const text = `${counted(total, 'letter')}, read at ${clock(readAt)}.`;
  return complete
    ? `${text} A refresh receives all letters for a moment, then returns them to the queue.`
    : `${text} SQS counts more: refresh again in a minute.`;
}

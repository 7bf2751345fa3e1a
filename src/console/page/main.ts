import { messageOf, readSession } from './api.ts';
import { byId, el, fill } from './dom.ts';
import { clock } from './format.ts';
import { letterView } from './letters/letter-view.ts';
import { lettersView } from './letters/letters-view.ts';
import { overview } from './overview/overview.ts';
import { createQueueStore } from './overview/queue-store.ts';
import { showToast } from './toast.ts';
import { repeat, type View } from './view.ts';

const queues = createQueueStore();
let current: View | undefined;

/**
 * `#/letters?reason=…` is the list, `#/letters/<id>` one letter, everything else the overview: `#/stores` is its section of
 * that id.
 */
function viewOf(hash: string): View {
  const [path = '', search = ''] = hash.slice(1).split('?');
  const [, first, id] = path.split('/');
  if (first !== 'letters') return overview(queues);
  return id ? letterView(decodeURIComponent(id)) : lettersView(new URLSearchParams(search));
}

let shown: 'letters' | 'overview' | undefined;

function show(): void {
  const { hash } = location;
  const next = hash.startsWith('#/letters') ? 'letters' : 'overview';
  if (next === 'letters' || shown !== next) open(hash, next);
  if (next === 'overview') showSection(hash.slice(2));
}

function open(hash: string, next: 'letters' | 'overview'): void {
  current?.close();
  showToast('');
  current = viewOf(hash);
  document.title = `${current.title} · signup-relay console`;
  const main = fill(byId('main'), current.element);
  for (const link of document.querySelectorAll('#views a')) {
    const isHere = (link.getAttribute('href') === '#/letters') === (next === 'letters');
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  // Moves a screen reader to the new view. The first view is read from the top of the page.
  if (shown !== undefined) main.focus();
  shown = next;
}

function showSection(id: string): void {
  const heading = id === '' ? null : document.getElementById(id);
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

async function start(): Promise<void> {
  const { queueNames } = await readSession();
  fill(
    byId('queue-names'),
    el('span', {}, queueNames.signups),
    el('span', { class: 'quiet' }, ` ${queueNames.location}`),
  );
  addEventListener('hashchange', show);
  // The link's `#main` would be taken for the address of a view.
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
  show();
  repeat(async () => {
    try {
      const { problem, now } = await queues.refresh();
      const latest = queues.latest()?.at;
      const isSilent = now - (latest ?? openedAt) > SILENT_MS;
      if (problem === undefined && !isSilent) return showLive(now);
      showTrouble(problem ?? 'The queues do not answer.', 'queues');
    } catch (error) {
      showTrouble(messageOf(error), 'all');
    }
  }, QUEUES_GAP_MS);
}

/** The server takes a sample as often. */
const QUEUES_GAP_MS = 2_000;

/** Without a new sample for this long the queues count as unreachable. */
const SILENT_MS = 15_000;
const openedAt = Date.now();

function showLive(at: number): void {
  const live = byId('live');
  live.textContent = `live, ${clock(at)}`;
  live.dataset['state'] = 'live';
  delete document.body.dataset['stale'];
}

/** The numbers shown are out of date: those of the queues, or all if the console itself does not answer. They turn grey. */
function showTrouble(problem: string, stale: 'queues' | 'all'): void {
  const live = byId('live');
  const latest = queues.latest()?.at;
  const text = problem.replace(/^./, (first) => first.toUpperCase()).replace(/\.?$/, '.');
  live.textContent = latest === undefined ? text : `${text} Numbers are of ${clock(latest)}.`;
  live.dataset['state'] = 'trouble';
  document.body.dataset['stale'] = stale;
}

start().catch((error: unknown) => {
  showTrouble(messageOf(error), 'all');
  showToast(messageOf(error), true);
});

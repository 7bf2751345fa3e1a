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

/** `#/letters?reason=…` is the list, `#/letters/<id>` one letter, everything else the overview. */
function viewOf(hash: string): View {
  const [path = '', search = ''] = hash.slice(1).split('?');
  const [, first, id] = path.split('/');
  if (first !== 'letters') return overview(queues);
  return id ? letterView(decodeURIComponent(id)) : lettersView(new URLSearchParams(search));
}

function show(): void {
  const { hash } = location;
  current?.close();
  showToast('');
  current = viewOf(hash);
  document.title = `${current.title} · signup-relay console`;
  const main = fill(byId('main'), current.element);
  const inLetters = hash.startsWith('#/letters');
  for (const link of document.querySelectorAll('#views a')) {
    const isHere = (link.getAttribute('href') === '#/letters') === inLetters;
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  // Moves a screen reader to the new view. The first view is read from the top of the page.
  if (shown) main.focus();
  shown = true;
}
let shown = false;

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
      if (problem === undefined) showLive(now);
      else showTrouble(`Out of date: ${problem}`);
    } catch (error) {
      showTrouble(messageOf(error));
    }
  }, QUEUES_GAP_MS);
}

/** The server takes a sample as often. */
const QUEUES_GAP_MS = 2_000;

function showLive(at: number): void {
  const live = byId('live');
  live.textContent = `live, ${clock(at)}`;
  live.dataset['state'] = 'live';
}

/** The numbers shown are out of date. */
function showTrouble(problem: string): void {
  const live = byId('live');
  live.textContent = problem;
  live.dataset['state'] = 'trouble';
}

start().catch((error: unknown) => {
  showTrouble(messageOf(error));
  showToast(messageOf(error), true);
});

import { announce } from './announce.ts';
import { messageOf, readSession } from './api.ts';
import { byId, el, fill } from './dom.ts';
import { letterView } from './letters/letter-view.ts';
import { lettersView } from './letters/letters-view.ts';
import { showLive, showTrouble } from './live.ts';
import { overview } from './overview/overview.ts';
import { createQueueStore } from './overview/queue-store.ts';
import { repeat, type View } from './view.ts';

const queues = createQueueStore();
let current: View | undefined;

/** `#/letters?reason=…` leads to the list, `#/letters/<id>` to one letter, everything else to the overview. */
function viewOf(hash: string): View {
  const [path = '', search = ''] = hash.slice(1).split('?');
  const [, first, id] = path.split('/');
  if (first !== 'letters') return overview(queues);
  return id ? letterView(decodeURIComponent(id)) : lettersView(new URLSearchParams(search));
}

function show(): void {
  const { hash } = location;
  current?.close();
  announce('');
  current = viewOf(hash);
  document.title = `${current.title} · signup-relay console`;
  const main = fill(byId('main'), current.element);
  const inLetters = hash.startsWith('#/letters');
  for (const link of document.querySelectorAll('#views a')) {
    const isHere = (link.getAttribute('href') === '#/letters') === inLetters;
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  // A screen reader hears that the page is another one; the first time it reads from the top.
  if (shown) main.focus();
  shown = true;
}
let shown = false;

async function start(): Promise<void> {
  const { place } = await readSession();
  fill(
    byId('place'),
    el('span', {}, place.signups),
    el('span', { class: 'quiet' }, ` ${place.where}`),
  );
  addEventListener('hashchange', show);
  // Its address would be taken for that of a view.
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
  show();
  repeat(async () => {
    try {
      const { problem, now } = await queues.refresh();
      if (problem === undefined) showLive(now);
      else showTrouble(problem);
    } catch (error) {
      showTrouble(messageOf(error));
    }
  }, QUEUES_GAP_MS);
}

/** The server looks as often. */
const QUEUES_GAP_MS = 2_000;

start().catch((error: unknown) => {
  showTrouble(messageOf(error));
  announce(messageOf(error), true);
});

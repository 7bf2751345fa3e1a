import type { JobAnswer } from '../../answers.ts';
import { announce } from '../announce.ts';
import { get, messageOf, post } from '../api.ts';
import { el, fill } from '../dom.ts';
import { count } from '../format.ts';

/** Between two looks: short at first, for what is over at once. */
const FIRST_GAP_MS = 100;
const LONGEST_GAP_MS = 800;
const TITLES: Readonly<Record<JobAnswer['kind'], string>> = {
  look: 'Reading the dead letters',
  'dry run': 'Dry run: nothing is changed',
  replay: 'Replaying',
  discard: 'Discarding',
};

/** Shows how far something is, with a way to stop it. Its end is announced. @returns how it ended; undefined where it did not begin. */
export async function follow(
  host: HTMLElement,
  start: () => Promise<JobAnswer | undefined>,
): Promise<JobAnswer | undefined> {
  try {
    const begun = await start();
    if (begun === undefined) return undefined;
    const end = await watch(host, begun);
    announce(end.text ?? 'Done.', end.state === 'failed' || end.needsLook === true);
    return end;
  } catch (error) {
    announce(messageOf(error), true);
    return undefined;
  } finally {
    fill(host);
  }
}

async function watch(host: HTMLElement, begun: JobAnswer): Promise<JobAnswer> {
  const title = TITLES[begun.kind];
  const bar = el('progress', { 'aria-label': title });
  const numbers = el('span', { class: 'quiet' });
  const stop = el('button', { type: 'button' }, 'Stop');
  stop.addEventListener('click', () => {
    stop.disabled = true;
    stop.textContent = 'Stopping …';
    post(`/api/work/${begun.id}/stop`).catch((error: unknown) => {
      announce(messageOf(error), true);
    });
  });
  fill(host, el('div', { class: 'work' }, el('strong', {}, title), numbers, bar, stop));
  let work = begun;
  for (
    let gap = FIRST_GAP_MS;
    work.state === 'running';
    gap = Math.min(LONGEST_GAP_MS, gap * 1.5)
  ) {
    const wait = gap;
    await new Promise((resolve) => setTimeout(resolve, wait));
    work = await get<JobAnswer>(`/api/work/${begun.id}`);
    if (work.phase === 'watching') {
      bar.removeAttribute('value');
      fill(numbers, 'done; watching whether letters come back');
    } else if (work.total > 0) {
      bar.max = work.total;
      bar.value = work.done;
      fill(numbers, `${count(work.done)} of ${count(work.total)}`);
    } else if (work.done > 0) {
      fill(numbers, count(work.done));
    }
  }
  return work;
}

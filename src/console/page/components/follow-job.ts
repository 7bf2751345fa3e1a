import type { JobStatus } from '../../responses.ts';
import { get, messageOf, post } from '../api.ts';
import { el, fill } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { showToast } from '../toast.ts';

/** Between two requests; short at first, because many jobs take less than a second. */
const FIRST_GAP_MS = 100;
const LONGEST_GAP_MS = 800;

const TITLES: Readonly<Record<JobStatus['kind'], string>> = {
  refresh: 'Reading the dead letters',
  'dry run': 'Dry run: changes nothing',
  replay: 'Replaying',
  discard: 'Discarding',
};

/** Shows the progress of a job and a stop button, then the result as a toast. @returns undefined if it did not start. */
export async function followJob(
  host: HTMLElement,
  start: () => Promise<JobStatus | undefined>,
): Promise<JobStatus | undefined> {
  try {
    const started = await start();
    if (started === undefined) return undefined;
    const end = await showProgress(host, started);
    showToast(end.text ?? 'Done.', end.state === 'failed' || end.needsAttention === true);
    return end;
  } catch (error) {
    showToast(messageOf(error), true);
    return undefined;
  } finally {
    fill(host);
  }
}

async function showProgress(host: HTMLElement, started: JobStatus): Promise<JobStatus> {
  const title = TITLES[started.kind];
  const bar = el('progress', { 'aria-label': title });
  const numbers = el('span', { class: 'quiet' });
  const stop = el('button', { type: 'button' }, 'Stop');
  stop.addEventListener('click', () => {
    stop.disabled = true;
    stop.textContent = 'Stopping …';
    post(`/api/work/${started.id}/stop`).catch((error: unknown) => {
      showToast(messageOf(error), true);
    });
  });
  fill(host, el('div', { class: 'job' }, el('strong', {}, title), numbers, bar, stop));
  let job = started;
  for (let gap = FIRST_GAP_MS; job.state === 'running'; gap = Math.min(LONGEST_GAP_MS, gap * 1.5)) {
    const wait = gap;
    await new Promise((resolve) => setTimeout(resolve, wait));
    job = await get<JobStatus>(`/api/work/${started.id}`);
    if (job.phase === 'waiting') {
      bar.removeAttribute('value');
      fill(numbers, 'Sent. Waiting for letters that come back');
    } else if (job.total > 0) {
      bar.max = job.total;
      bar.value = job.done;
      fill(numbers, `${grouped(job.done)} of ${grouped(job.total)}`);
    } else if (job.done > 0) {
      fill(numbers, grouped(job.done));
    }
  }
  return job;
}

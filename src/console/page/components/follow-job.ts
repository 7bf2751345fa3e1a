import type { CurrentJobResponse, JobStatus } from '../../responses.ts';
import { get, messageOf, post } from '../api.ts';
import { el, fill } from '../dom.ts';
import { grouped } from '../../../util/counted.ts';
import { showToast } from '../toast.ts';

/** Between two requests; short at first, because many jobs take less than a second. */
const FIRST_GAP_MS = 100;
const LONGEST_GAP_MS = 800;

const TITLES: Readonly<Record<JobStatus['kind'], string>> = {
  refresh: 'Reading the dead letters',
  open: 'Looking for a letter',
  'dry run': 'Dry run: changes nothing',
  replay: 'Replaying',
  discard: 'Discarding',
};

/**
 * Shows the progress of a job and a stop button, then the result as a toast.
 *
 * @param quiet for a job that no operator started: shown only if it takes long, and without the toast if all is well.
 * @returns undefined if it did not start.
 */
export async function followJob(
  host: HTMLElement,
  start: () => Promise<JobStatus | undefined>,
  quiet = false,
): Promise<JobStatus | undefined> {
  try {
    const started = await start();
    if (started === undefined) return undefined;
    const end = await showProgress(host, started, quiet ? QUIET_MS : 0);
    const isProblem = end.state === 'failed' || end.needsAttention === true;
    const text = end.text ?? '';
    if (text !== '' && (isProblem || !quiet)) showToast(text, isProblem);
    return end;
  } catch (error) {
    showToast(messageOf(error), true);
    return undefined;
  } finally {
    fill(host);
  }
}

/** A job that no operator started is shown after this time. */
const QUIET_MS = 2_000;

async function showProgress(
  host: HTMLElement,
  started: JobStatus,
  showAfterMs: number,
): Promise<JobStatus> {
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
  const panel = el('div', { class: 'job' }, el('strong', {}, title), numbers, bar, stop);
  if (showAfterMs === 0) fill(host, panel);
  const shownAt = Date.now() + showAfterMs;
  let job = started;
  for (let gap = FIRST_GAP_MS; job.state === 'running'; gap = Math.min(LONGEST_GAP_MS, gap * 1.5)) {
    const wait = gap;
    await new Promise((resolve) => setTimeout(resolve, wait));
    job = await get<JobStatus>(`/api/work/${started.id}`);
    if (!panel.isConnected && Date.now() >= shownAt) fill(host, panel);
    if (job.phase === 'waiting') {
      bar.removeAttribute('value');
      fill(numbers, 'Sent. Waiting for letters that come back');
    } else if (job.total > 0) {
      bar.max = job.total;
      bar.value = job.done;
      fill(numbers, `${job.phase ?? ''} ${grouped(job.done)} of ${grouped(job.total)}`.trim());
    } else if (job.done > 0) {
      fill(numbers, grouped(job.done));
    }
  }
  return job;
}

/** Waits for a request that reads the queue, and says how far it is. */
export async function whileReading<T>(host: HTMLElement, request: Promise<T>): Promise<T> {
  const isOver = { value: false };
  const watch = async (): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LONGEST_GAP_MS));
      if (isOver.value) return;
      const { current } = await get<CurrentJobResponse>('/api/work');
      // The request can end meanwhile.
      if (isOver.value || current === undefined || current.total === 0) continue;
      const far = `${grouped(current.done)} of ${grouped(current.total)} letters read`;
      fill(host, el('p', { class: 'quiet' }, `Looking for the letter … ${far}`));
    }
  };
  watch().catch(() => undefined);
  try {
    return await request;
  } finally {
    isOver.value = true;
  }
}

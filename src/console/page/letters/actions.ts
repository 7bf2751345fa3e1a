import type { JobStatus } from '../../responses.ts';
import { post } from '../api.ts';
import { followJob } from '../components/follow-job.ts';
import { el, fill } from '../dom.ts';
import { counted } from '../../../util/counted.ts';
import { askDiscard, type CountedLetters } from './confirm-dialogs.ts';
import { planPanel } from './plan-panel.ts';

type RunJob = (start: () => Promise<JobStatus | undefined>) => Promise<JobStatus | undefined>;

interface Actions {
  /** The buttons. */
  readonly bar: HTMLElement;
  /** Progress of the running job, then its result. */
  readonly progress: HTMLElement;
  /** The dry run, with its own button to replay. */
  readonly plan: HTMLElement;
  /** The letters that the buttons act on; undefined while they are not known. */
  readonly select: (selection: CountedLetters | undefined) => void;
  /** Shows the progress of a job; the buttons are disabled meanwhile. */
  readonly run: RunJob;
  /** Reads the queue again without an operator: the buttons stay enabled, and wait for its end. */
  readonly lookAgain: (look: (run: RunJob) => Promise<void>) => Promise<void>;
  /** Whether no job runs, and no dry run or question is shown that a new list would disturb. */
  readonly isFree: () => boolean;
}

/** Dry run, replay and discard. @param onChanged called after a job that may have changed the queue. */
export function actions(onChanged: (end: JobStatus) => void): Actions {
  let selection: CountedLetters | undefined;
  let busy = false;
  let looking: Promise<void> | undefined;
  const running = el('div', { tabindex: -1 });
  const result = el('div');
  const plan = el('div');
  const number = el('span', { class: 'quiet' });
  const dryRun = el('button', { type: 'button', class: 'primary' }, 'Dry run');
  const discard = el('button', { type: 'button' }, 'Discard …');
  const show = (): void => {
    const count = selection?.count ?? 0;
    fill(number, count === 0 ? 'No letter' : counted(count, 'letter'), ' selected');
    // A dry run that is shown offers what comes next.
    dryRun.className = plan.hasChildNodes() ? '' : 'primary';
    dryRun.disabled = discard.disabled = plan.inert = busy || count === 0;
  };
  const run: RunJob = async (start) => {
    await looking;
    busy = true;
    show();
    const end = await followJob(running, start);
    busy = false;
    show();
    return end;
  };
  const change: RunJob = async (start) => {
    running.focus();
    fill(result);
    const end = await run(start);
    if (end === undefined) return end;
    fill(plan);
    const message = toResult(end);
    fill(result, message);
    // The button that had the focus is gone.
    message.focus();
    onChanged(end);
    return end;
  };
  const predict = async (): Promise<void> => {
    await looking;
    if (selection === undefined) return;
    const { filter, readAt } = selection;
    fill(result);
    const end = await run(async () => post('/api/plans', { filter, readAt }));
    if (end?.plan === undefined) return;
    const panel = await planPanel(end.plan, change);
    fill(plan, panel);
    show();
    panel.focus();
  };
  const remove = async (): Promise<void> => {
    await looking;
    const start = selection && (await askDiscard(selection));
    if (start === undefined) discard.focus();
    else await change(start);
  };
  dryRun.addEventListener('click', () => void predict());
  discard.addEventListener('click', () => void remove());
  show();
  return {
    run,
    plan,
    progress: el('div', {}, running, result),
    isFree: () =>
      !busy && looking === undefined && !plan.hasChildNodes() && !document.querySelector('dialog'),
    async lookAgain(look) {
      looking = look(async (start) => followJob(running, start, true)).finally(() => {
        looking = undefined;
      });
      await looking;
    },
    bar: el(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'Actions on the selected letters' },
      number,
      dryRun,
      discard,
    ),
    select(next) {
      const isSame = JSON.stringify(next?.filter) === JSON.stringify(selection?.filter);
      selection = next;
      // The dry run shown is about other letters.
      if (!isSame) fill(plan);
      show();
    },
  };
}

function toResult({ text = 'Done.', needsAttention = false, state }: JobStatus): HTMLElement {
  const level = needsAttention || state !== 'done' ? 'attention' : '';
  return el('p', { class: `card result ${level}`, tabindex: -1 }, text);
}

import type { JobStatus } from '../../responses.ts';
import { post } from '../api.ts';
import { followJob } from '../components/follow-job.ts';
import { el, fill } from '../dom.ts';
import { counted } from '../../../util/counted.ts';
import { askDiscard, type CountedLetters } from './discard-dialog.ts';
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
}

/** Dry run, replay and discard. @param onChanged called after a job that may have changed the queue. */
export function actions(onChanged: (end: JobStatus) => void): Actions {
  let selection: CountedLetters | undefined;
  let busy = false;
  const running = el('div', { tabindex: -1 });
  const result = el('div');
  const plan = el('div');
  const number = el('strong');
  const dryRun = el('button', { type: 'button', class: 'primary' }, 'Dry run');
  const discard = el('button', { type: 'button' }, 'Discard …');
  const show = (): void => {
    const count = selection?.count ?? 0;
    fill(number, count === 0 ? 'No letter' : counted(count, 'letter'));
    dryRun.disabled = discard.disabled = plan.inert = busy || count === 0;
  };
  const run: RunJob = async (start) => {
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
    if (selection === undefined) return;
    const { filter, readAt } = selection;
    fill(result);
    const end = await run(async () => post('/api/plans', { filter, readAt }));
    if (end?.plan === undefined) return;
    const panel = await planPanel(end.plan, change);
    fill(plan, panel);
    panel.focus();
  };
  const remove = async (): Promise<void> => {
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
    bar: el(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'Actions on the selected letters' },
      el('p', {}, number, ' selected'),
      dryRun,
      discard,
      el(
        'p',
        { class: 'quiet' },
        'To replay, start with a dry run: it shows which letters would pass and changes nothing.',
      ),
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

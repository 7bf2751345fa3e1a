import type { JobAnswer } from '../../answers.ts';
import { post } from '../api.ts';
import { el, fill } from '../dom.ts';
import { letters } from '../format.ts';
import { follow } from '../components/job.ts';
import type { Chosen } from './selection.ts';
import { askDiscard } from './discard-dialog.ts';
import { planPanel } from './plan-panel.ts';

type Run = (start: () => Promise<JobAnswer | undefined>) => Promise<JobAnswer | undefined>;

interface Actions {
  /** The buttons. */
  readonly bar: HTMLElement;
  /** What goes on, and what came of it. */
  readonly progress: HTMLElement;
  /** The dry run, with its own button to replay. */
  readonly plan: HTMLElement;
  /** For these letters from now on; undefined while they are not known. */
  readonly choose: (chosen: Chosen | undefined) => void;
  /** Shows something that goes on, and keeps the buttons still meanwhile. */
  readonly run: Run;
}

/** Dry run, replay and discard. @param onChanged the letters in the queue are others by now. */
export function actions(onChanged: (end: JobAnswer) => void): Actions {
  let chosen: Chosen | undefined;
  let busy = false;
  const going = el('div', { tabindex: -1 });
  const result = el('div');
  const plan = el('div');
  const many = el('strong');
  const dryRun = el('button', { type: 'button', class: 'primary' }, 'Dry run');
  const discard = el('button', { type: 'button' }, 'Discard …');
  const show = (): void => {
    const count = chosen?.count ?? 0;
    fill(many, count === 0 ? 'No letter' : letters(count));
    dryRun.disabled = discard.disabled = plan.inert = busy || count === 0;
  };
  const run: Run = async (start) => {
    busy = true;
    show();
    const end = await follow(going, start);
    busy = false;
    show();
    return end;
  };
  const change: Run = async (start) => {
    going.focus();
    fill(result);
    const end = await run(start);
    if (end === undefined) return end;
    fill(plan);
    const said = toResult(end);
    fill(result, said);
    // The button that was used is gone, and with it the focus.
    said.focus();
    onChanged(end);
    return end;
  };
  const predict = async (): Promise<void> => {
    if (chosen === undefined) return;
    const { filter, lookedAt } = chosen;
    fill(result);
    const end = await run(async () => post('/api/plans', { filter, lookedAt }));
    if (end?.plan === undefined) return;
    const panel = await planPanel(end.plan, change);
    fill(plan, panel);
    panel.focus();
  };
  const remove = async (): Promise<void> => {
    const start = chosen && (await askDiscard(chosen));
    if (start === undefined) discard.focus();
    else await change(start);
  };
  dryRun.addEventListener('click', () => void predict());
  discard.addEventListener('click', () => void remove());
  show();
  return {
    run,
    plan,
    progress: el('div', {}, going, result),
    bar: el(
      'div',
      { class: 'actions', role: 'group', 'aria-label': 'What to do with the chosen letters' },
      el('p', {}, many, ' chosen'),
      dryRun,
      discard,
      el(
        'p',
        { class: 'quiet' },
        'A dry run changes nothing and says which letters would pass. Replay comes after it.',
      ),
    ),
    choose(next) {
      const isSame = JSON.stringify(next?.filter) === JSON.stringify(chosen?.filter);
      chosen = next;
      // A dry run of other letters would mislead.
      if (!isSame) fill(plan);
      show();
    },
  };
}

function toResult({ text = 'Done.', needsLook = false, state }: JobAnswer): HTMLElement {
  const level = needsLook || state !== 'done' ? 'look' : '';
  return el('p', { class: `card result ${level}`, tabindex: -1 }, text);
}

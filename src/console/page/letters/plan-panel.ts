import type { JobAnswer } from '../../answers.ts';
import type { PlanAnswer, PredictionRow } from '../../letter-answers.ts';
import { announce } from '../announce.ts';
import { get, messageOf, query } from '../api.ts';
import { el } from '../dom.ts';
import { clock, count, letters, words } from '../format.ts';
import { type Cells, table } from '../components/table.ts';
import { replayForm } from './replay-form.ts';
import { verdict } from './verdict.ts';

/** What a dry run said, letter by letter, and the form to replay exactly these letters. */
export async function planPanel(
  id: string,
  run: (start: () => Promise<JobAnswer>) => Promise<unknown>,
): Promise<HTMLElement> {
  const plan = await get<PlanAnswer>(`/api/plans/${id}`);
  const list = table('Predictions', [
    { title: 'Event', breaks: true },
    { title: 'Store', breaks: true },
    { title: 'Was' },
    { title: 'Would become' },
    { title: 'Why', breaks: true },
  ]);
  let shown: readonly PredictionRow[] = plan.predictions;
  const more = el('button', { type: 'button' }, 'Show more');
  const show = (): void => {
    list.update(shown.map(toCells));
    more.hidden = shown.length >= plan.total;
  };
  const loadMore = async (): Promise<void> => {
    const path = `/api/plans/${id}${query({ offset: shown.length })}`;
    const { predictions } = await get<PlanAnswer>(path);
    shown = [...shown, ...predictions];
    show();
  };
  more.addEventListener('click', () => {
    loadMore().catch((error: unknown) => {
      announce(messageOf(error), true);
    });
  });
  show();
  return el(
    'section',
    { class: 'card plan', 'aria-labelledby': 'plan', tabindex: -1 },
    el(
      'h3',
      { id: 'plan' },
      `Dry run: ${count(plan.passing)} of ${letters(plan.total)} would pass`,
    ),
    el('p', { class: 'quiet' }, remarks(plan)),
    replayForm(plan, run),
    list.element,
    more,
  );
}

function remarks({ madeAt, failing, shopDecides, needsForce, missing }: PlanAnswer): string {
  return [
    `Made at ${clock(madeAt)} with today's code and configuration; no shop was called.`,
    failing > 0 && `Would fail again: ${letters(failing)}.`,
    shopDecides > 0 &&
      `For the shop to decide, which refused them the last time: ${letters(shopDecides)}.`,
    needsForce > 0 &&
      `Replayed three times or more, and left out of those that would pass: ${letters(needsForce)}.`,
    missing > 0 && `Gone, or in somebody's hand: ${letters(missing)}.`,
  ]
    .filter((text) => text !== false)
    .join(' ');
}

const toCells = (row: PredictionRow): Cells => [
  row.eventId ?? row.messageId,
  row.store ?? '–',
  words(row.reason),
  verdict(row),
  row.text,
];

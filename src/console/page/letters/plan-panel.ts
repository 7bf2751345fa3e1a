import type { PlanResponse, PredictionRow } from '../../letter-responses.ts';
import type { JobStatus } from '../../responses.ts';
import { get, messageOf, query } from '../api.ts';
import { verdictBadge } from '../components/badge.ts';
import { type Cells, htmlTable } from '../components/table.ts';
import { el } from '../dom.ts';
import { counted, grouped } from '../../../util/counted.ts';
import { clock, words } from '../format.ts';
import { showToast } from '../toast.ts';
import { replayForm } from './replay-form.ts';

/** The predictions of a dry run, and the form to replay exactly these letters. */
export async function planPanel(
  id: string,
  run: (start: () => Promise<JobStatus>) => Promise<unknown>,
): Promise<HTMLElement> {
  const plan = await get<PlanResponse>(`/api/plans/${id}`);
  const list = htmlTable('Predictions', [
    { title: 'Event', breaks: true },
    { title: 'Store', breaks: true },
    { title: 'Reason' },
    { title: 'If replayed' },
    { title: 'Details', breaks: true },
  ]);
  let shown: readonly PredictionRow[] = plan.predictions;
  const more = el('button', { type: 'button' }, 'Show more');
  const show = (): void => {
    list.update(shown.map(toCells));
    more.hidden = shown.length >= plan.total;
  };
  const loadMore = async (): Promise<void> => {
    const path = `/api/plans/${id}${query({ offset: shown.length })}`;
    const { predictions } = await get<PlanResponse>(path);
    shown = [...shown, ...predictions];
    show();
  };
  more.addEventListener('click', () => {
    loadMore().catch((error: unknown) => {
      showToast(messageOf(error), true);
    });
  });
  show();
  return el(
    'section',
    { class: 'card plan', 'aria-labelledby': 'plan', tabindex: -1 },
    el(
      'h3',
      { id: 'plan' },
      `Dry run: ${grouped(plan.passing)} of ${counted(plan.total, 'letter')} would pass`,
      plan.shopDecides > 0 && `, the shop decides about ${grouped(plan.shopDecides)}`,
    ),
    el('p', { class: 'quiet' }, remarks(plan)),
    replayForm(plan, run),
    list.element,
    more,
  );
}

function remarks(plan: PlanResponse): string {
  const { madeAt, failing, shopDecides, needsForce, skipped, missing } = plan;
  return [
    `Predicted at ${clock(madeAt)} with the current code and configuration, without calls to a shop.`,
    plan.passing + shopDecides === 0 &&
      plan.total > 0 &&
      'None would pass: first remove the cause, then start a new dry run.',
    skipped > 0 && `No signup, so a replay would only remove it: ${counted(skipped, 'letter')}.`,
    failing > 0 && `Would fail again: ${counted(failing, 'letter')}.`,
    shopDecides > 0 &&
      `Refused by the shop last time, so it decides again and these do not count as passing: ${counted(shopDecides, 'letter')}.`,
    needsForce > 0 &&
      `Replayed three times or more, so these do not count as passing: ${counted(needsForce, 'letter')}.`,
    missing > 0 && `Gone or in flight elsewhere: ${counted(missing, 'letter')}.`,
  ]
    .filter((text) => text !== false)
    .join(' ');
}

const toCells = (row: PredictionRow): Cells => [
  row.eventId ?? row.messageId,
  row.store ?? '–',
  words(row.reason),
  verdictBadge(row),
  [row.text, ...row.notes].filter((text) => text !== '').join('; '),
];

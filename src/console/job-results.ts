import type { ReplayReport } from '../dead-letters/replay/report.ts';
import type { DiscardReport } from '../dead-letters/write.ts';
import type { JobResult } from './jobs.ts';
import { counted } from '../util/counted.ts';

const STOPPED: Readonly<Record<NonNullable<ReplayReport['stopped']>, string>> = {
  failures: 'Stopped: too many letters came back.',
  signal: 'Stopped early: the letters not yet replayed are still in the dead-letter queue.',
  time: 'Stopped: the time limit was reached.',
  limit: '',
};

export function replayResult(report: ReplayReport): JobResult {
  const { replayed, perLetter, cameBack, stopped } = report;
  const left = perLetter.filter(({ action }) => action === 'left').length;
  const isStopped = stopped !== undefined && stopped !== 'limit';
  const texts = [
    `${counted(replayed, 'letter')} replayed.`,
    left > 0 &&
      `${counted(left, 'letter')} not replayed: they would fail, or the queue did not accept them.`,
    cameBack.length > 0 &&
      `${counted(cameBack.length, 'letter')} came back: ${reasonsOf(cameBack)}.`,
    cameBack.length === 0 && replayed > 0 && !isStopped && 'None has come back so far.',
    isStopped && STOPPED[stopped],
  ];
  const needsAttention = cameBack.length > 0 || left > 0 || isStopped;
  return { text: texts.filter((text) => text !== false).join(' '), needsAttention };
}

/** `rejected 3, invalid signup 1`. */
function reasonsOf(cameBack: ReplayReport['cameBack']): string {
  const counts = new Map<string, number>();
  for (const { reason } of cameBack) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`).join(', ');
}

export function discardResult(
  { removed, left, stopped }: DiscardReport,
  copy: { readonly path: string; readonly isUsed: () => boolean },
): JobResult {
  const texts = [
    `${counted(removed, 'letter')} discarded.`,
    copy.isUsed() && `The copy is in ${copy.path}. To restore it, run signup-relay dlq import.`,
    left.length > 0 &&
      `${counted(left.length, 'letter')} could not be removed and may still be there.`,
    stopped === 'signal' && 'Stopped early: the rest was not changed.',
  ];
  return {
    text: texts.filter((text) => text !== false).join(' '),
    needsAttention: left.length > 0 || stopped === 'signal',
  };
}

import type { DiscardReport } from '../dead-letters/write.ts';
import type { ReplayReport } from '../dead-letters/replay/report.ts';
import { letterCount } from './letter-count.ts';
import type { JobEnd } from './jobs.ts';

const WHY_STOPPED: Readonly<Record<NonNullable<ReplayReport['stopped']>, string>> = {
  failures: 'Stopped: too many letters came back.',
  signal: 'Stopped before the end. What was replayed is replayed, the rest is untouched.',
  time: 'Stopped: no time was left.',
  limit: '',
};

/** What a replay did, in words. */
export function describeReplay(report: ReplayReport): JobEnd {
  const { replayed, perLetter, cameBack, stopped } = report;
  const left = perLetter.filter(({ action }) => action === 'left').length;
  const isStopped = stopped !== undefined && stopped !== 'limit';
  const texts = [
    `${letterCount(replayed)} replayed.`,
    left > 0 &&
      `${letterCount(left)} left: they would fail by now, or the queue did not take them.`,
    cameBack.length > 0 && `${letterCount(cameBack.length)} came back: ${reasonsOf(cameBack)}.`,
    cameBack.length === 0 && replayed > 0 && !isStopped && 'None has come back so far.',
    isStopped && WHY_STOPPED[stopped],
  ];
  const needsLook = cameBack.length > 0 || left > 0 || isStopped;
  return { text: texts.filter((text) => text !== false).join(' '), needsLook };
}

/** `rejected 3, invalid signup 1`. */
function reasonsOf(cameBack: ReplayReport['cameBack']): string {
  const counts = new Map<string, number>();
  for (const { reason } of cameBack) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`).join(', ');
}

/** What a discard did, in words. */
export function describeDiscard(
  { removed, left, stopped }: DiscardReport,
  copy: { readonly path: string; readonly isUsed: () => boolean },
): JobEnd {
  const texts = [
    `${letterCount(removed)} discarded.`,
    copy.isUsed() && `A copy is in ${copy.path}; signup-relay dlq import brings it back.`,
    left.length > 0 && `${letterCount(left.length)} could not be removed and may still be there.`,
    stopped === 'signal' && 'Stopped before the end: the rest is untouched.',
  ];
  return {
    text: texts.filter((text) => text !== false).join(' '),
    needsLook: left.length > 0 || stopped === 'signal',
  };
}

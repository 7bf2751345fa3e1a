import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from '../../telemetry/log.ts';
import { toLine } from '../file-format.ts';
import { isSelected, type Letter, type LetterReason, type Selection } from '../letter.ts';
import type { ArchiveWriter } from '../ports.ts';
import { type Hold, holdLetters, type ReadDeps } from '../reading/hold.ts';
import type { OnProgress } from '../reading/progress.ts';
import { archiveKey } from './key.ts';

export interface ArchiveOptions {
  /** Which letters may move. @default all that expire in time */
  readonly selection?: Omit<Selection, 'limit'>;
  /** A letter moves when it expires within so many milliseconds. */
  readonly withinMs: number;
  /** … and counts as expiring within so many. */
  readonly expiringMs: number;
  /** Without it nothing moves. */
  readonly archive?: ArchiveWriter;
}

export interface ArchiveReport {
  /** Letters that were looked at. */
  readonly total: number;
  /** Letters that should be in the archive by now. */
  readonly due: number;
  /** … and are, and not in the queue any more. */
  readonly archived: number;
  /** What waits in the queue now, by reason; `due` letters that did not move among them. */
  readonly waiting: ReadonlyMap<LetterReason, number>;
  /** … and how many of them expire soon. */
  readonly expiring: number;
  /** When SQS deletes the first of them, in milliseconds since the epoch. */
  readonly soonestExpiry?: number;
  /** Whether the whole queue was seen. */
  readonly complete: boolean;
}

/**
 * Looks at every dead letter, says how soon they expire, and moves those that do into the archive: the object first, seen
 * confirmed, then the letter goes. Killed in between, the letter is in both places, and the next run makes it one.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function archiveLetters(
  options: ArchiveOptions,
  deps: ReadDeps,
  onProgress: OnProgress = () => undefined,
): Promise<ArchiveReport> {
  const { selection = {}, withinMs, expiringMs } = options;
  return holdLetters(deps, async (hold) => {
    const waiting = new Map<LetterReason, number>();
    const counts = { total: 0, due: 0, archived: 0, expiring: 0 };
    let soonestExpiry: number | undefined;
    for (let next = await hold.next(); next; next = await hold.next()) {
      const due = next.filter(
        (letter) => letter.expiresAt - deps.now() <= withinMs && isSelected(letter, selection),
      );
      const moved = await move(due, hold, options.archive);
      counts.total += next.length;
      counts.due += due.length;
      counts.archived += moved.size;
      onProgress({ phase: 'reading', done: counts.total });
      for (const { messageId, reason, expiresAt } of next) {
        if (moved.has(messageId)) continue;
        waiting.set(reason, (waiting.get(reason) ?? 0) + 1);
        if (expiresAt - deps.now() <= expiringMs) counts.expiring += 1;
        soonestExpiry = Math.min(soonestExpiry ?? expiresAt, expiresAt);
      }
    }
    return {
      ...counts,
      waiting,
      ...(soonestExpiry !== undefined && { soonestExpiry }),
      complete: hold.isComplete(),
    };
  });
}

async function move(
  due: readonly Letter[],
  hold: Hold,
  archive: ArchiveWriter | undefined,
): Promise<ReadonlySet<string>> {
  if (archive === undefined || due.length === 0) return new Set();
  const confirmed = await Promise.all(
    due.map(async (letter) => archive.put(archiveKey(letter), toLine(letter.inHand))),
  );
  return hold.remove(due.filter((_, index) => confirmed[index]));
}

/**
 * Writes one log line and the metrics of one run: counts and times only. `LettersWaiting` has the reason as a dimension,
 * so CloudWatch bills one metric for each reason that occurs, fifteen at most.
 */
export function reportArchive(
  { total, due, archived, waiting, expiring, soonestExpiry, complete }: ArchiveReport,
  { now, archiving }: { readonly now: number; readonly archiving: boolean },
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const left = archiving ? due - archived : 0;
  log[complete && expiring === 0 && left === 0 ? 'info' : 'warn']('letters', {
    total,
    waiting: Object.fromEntries(waiting),
    expiring,
    soonestExpiry: soonestExpiry === undefined ? undefined : new Date(soonestExpiry).toISOString(),
    ...(archiving && { archived, notArchived: left }),
    complete,
  });
  // Nothing found in a part of the queue is no news: the alarm then has no data, and says that after three hours.
  if (complete || expiring > 0) metrics.addMetric('LettersExpiring', MetricUnit.Count, expiring);
  if (soonestExpiry !== undefined) {
    const seconds = Math.max(0, Math.round((soonestExpiry - now) / 1_000));
    metrics.addMetric('SoonestExpiry', MetricUnit.Seconds, seconds);
  }
  if (archiving) {
    metrics.addMetric('LettersArchived', MetricUnit.Count, archived);
    metrics.addMetric('LettersNotArchived', MetricUnit.Count, left);
  }
  for (const [reason, count] of waiting) {
    const byReason = metrics.singleMetric();
    byReason.addDimension('reason', reason);
    byReason.addMetric('LettersWaiting', MetricUnit.Count, count);
  }
}

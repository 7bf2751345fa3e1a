import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from '../../telemetry/log.ts';
import { countByReason } from '../../telemetry/metrics.ts';
import { toLine } from '../file-format.ts';
import { type DeadLetter, type LetterReason, type Selection } from '../letter.ts';
import type { ArchiveWriter } from '../ports.ts';
import { openSelectionFilter } from '../reading/filter.ts';
import {
  type OnProgress,
  type ReadDeps,
  type ReadingSession,
  withReadingSession,
} from '../reading/session.ts';
import { archiveKey } from './key.ts';

export interface ArchiveOptions {
  /** Which letters may be archived. @default all */
  readonly selection?: Omit<Selection, 'limit'>;
  /** Archives letters that expire within this time. */
  readonly withinMs: number;
  /** Counts letters as expiring within this time. */
  readonly expiringMs: number;
  /** Without it nothing is archived. */
  readonly archive?: ArchiveWriter;
}

export interface ArchiveReport {
  /** All letters that were read. */
  readonly total: number;
  /** Selected letters that expire within `withinMs`. */
  readonly due: number;
  /** Due letters that are now in the archive only. */
  readonly archived: number;
  /** Letters that are still in the queue, by reason. */
  readonly waiting: ReadonlyMap<LetterReason, number>;
  /** Waiting letters that expire within `expiringMs`. */
  readonly expiring: number;
  /** When SQS will delete the first waiting letter, in milliseconds since the epoch. */
  readonly soonestExpiry?: number;
  /** When the queue was read, by its own clock, in milliseconds since the epoch. */
  readonly readAt: number;
  /** Whether the whole queue was read. */
  readonly complete: boolean;
}

/**
 * Reads every dead letter, counts those that expire soon, and archives the due ones. It removes a letter only after S3 has
 * confirmed the object. After a crash in between the letter is in both places, and the next run removes it.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function archiveLetters(
  options: ArchiveOptions,
  deps: ReadDeps,
  onProgress: OnProgress = () => undefined,
): Promise<ArchiveReport> {
  const { selection = {}, withinMs, expiringMs } = options;
  const { matches } = await openSelectionFilter(selection, deps, onProgress);
  return withReadingSession(deps, async (session) => {
    const waiting = new Map<LetterReason, number>();
    const counts = { total: 0, due: 0, archived: 0, expiring: 0 };
    let soonestExpiry: number | undefined;
    const { now } = session.clock;
    for (let next = await session.next(); next; next = await session.next()) {
      const due = next.filter((letter) => letter.expiresAt - now() <= withinMs && matches(letter));
      const archived = await archiveDue(due, session, options.archive);
      counts.total += next.length;
      counts.due += due.length;
      counts.archived += archived.size;
      onProgress({ phase: 'reading', done: counts.total });
      for (const { messageId, reason, expiresAt } of next) {
        if (archived.has(messageId)) continue;
        waiting.set(reason, (waiting.get(reason) ?? 0) + 1);
        if (expiresAt - now() <= expiringMs) counts.expiring += 1;
        soonestExpiry = Math.min(soonestExpiry ?? expiresAt, expiresAt);
      }
    }
    return {
      ...counts,
      waiting,
      ...(soonestExpiry !== undefined && { soonestExpiry }),
      readAt: now(),
      complete: session.isComplete(),
    };
  });
}

async function archiveDue(
  due: readonly DeadLetter[],
  session: ReadingSession,
  archive: ArchiveWriter | undefined,
): Promise<ReadonlySet<string>> {
  if (archive === undefined || due.length === 0) return new Set();
  const confirmed = await Promise.all(
    due.map(async (letter) => archive.put(archiveKey(letter), toLine(letter.message))),
  );
  return session.remove(due.filter((_, index) => confirmed[index]));
}

/** Writes one log line and the metrics of one run: counts and times only. */
export function reportArchive(
  report: ArchiveReport,
  { archiving }: { readonly archiving: boolean },
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const { total, due, archived, waiting, expiring, soonestExpiry, readAt, complete } = report;
  const left = archiving ? due - archived : 0;
  log[complete && expiring === 0 && left === 0 ? 'info' : 'warn']('letters', {
    total,
    waiting: Object.fromEntries(waiting),
    expiring,
    soonestExpiry: soonestExpiry === undefined ? undefined : new Date(soonestExpiry).toISOString(),
    ...(archiving && { archived, notArchived: left }),
    complete,
  });
  // Zero from a part of the queue proves nothing. After three hours without data the alarm reports insufficient data.
  if (complete || expiring > 0) metrics.addMetric('LettersExpiring', MetricUnit.Count, expiring);
  if (soonestExpiry !== undefined) {
    const seconds = Math.max(0, Math.round((soonestExpiry - readAt) / 1_000));
    metrics.addMetric('SoonestExpiry', MetricUnit.Seconds, seconds);
  }
  if (archiving) {
    metrics.addMetric('LettersArchived', MetricUnit.Count, archived);
    metrics.addMetric('LettersNotArchived', MetricUnit.Count, left);
  }
  for (const [reason, count] of waiting) countByReason(metrics, 'LettersWaiting', reason, count);
}

import type { ArchiveReport } from '../../dead-letters/archive/archive.ts';
import { listArchive } from '../../dead-letters/archive/read.ts';
import type { Selection } from '../../dead-letters/letter.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import { commandLine, INCOMPLETE, iso, duration } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { paint, type ClockScreen, table } from '../output/table.ts';

const COLUMNS = [
  { title: 'store' },
  { title: 'reason' },
  { title: 'letters', align: 'right' },
  { title: 'from' },
  { title: 'to' },
] as const;

/** The archive as a table with one row for each store and reason. */
export function describeArchived({ total, groups }: ArchivedList, screen: ClockScreen): string {
  if (total === 0) return 'No matching letters in the archive.';
  const rows = groups.map(({ store, reason, count, firstDay, lastDay }) => [
    store ?? '–',
    reason,
    String(count),
    firstDay,
    lastDay,
  ]);
  return [
    `${counted(total, 'letter')} in the archive.`,
    table(COLUMNS, rows, screen),
    `To put them back into the dead-letter queue: ${commandLine(screen, 'dlq import --archive')}`,
  ].join('\n\n');
}

/** The result of a move, or of its dry run. @param hours the letters expire within so many hours. */
export function describeArchiving(
  { total, due, archived, soonestExpiry, readAt, complete }: ArchiveReport,
  { hours, execute }: { readonly hours: number; readonly execute: boolean },
  screen: ClockScreen,
): string {
  const left = due - archived;
  const found = `${due} of ${counted(total, 'dead letter')} ${due === 1 ? 'matches and expires' : 'match and expire'} within ${hours} hours.`;
  const done = execute
    ? `Moved from the queue into the archive: ${archived}.`
    : 'Dry run: nothing was moved. Add --execute to move them into the archive.';
  return [
    due === 0
      ? `No dead letter expires within ${hours} hours (${total} checked).`
      : `${found} ${done}`,
    ...(execute && left > 0
      ? [
          paint(
            screen,
            'red',
            `Not moved, still in the queue: ${left}. Check that these credentials may write to the bucket.`,
          ),
        ]
      : []),
    ...(soonestExpiry === undefined
      ? []
      : [
          `The next letter in the queue expires in ${duration(soonestExpiry - readAt)}, at ${iso(soonestExpiry)}.`,
        ]),
    ...(complete ? [] : [INCOMPLETE]),
  ].join('\n\n');
}

/** The same for programs. */
export function archivingJson(report: ArchiveReport, execute: boolean): object {
  const { waiting, soonestExpiry, readAt: _, ...counts } = report;
  return {
    dryRun: !execute,
    ...counts,
    waiting: Object.fromEntries(waiting),
    ...(soonestExpiry !== undefined && { soonestExpiry: iso(soonestExpiry) }),
  };
}

/** Archived letters that share store and reason. */
interface ArchivedGroup {
  readonly store?: string;
  readonly reason: string;
  readonly count: number;
  /** Days when they became dead letters, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  readonly lastDay: string;
}

interface ArchivedList {
  readonly total: number;
  /** By store and reason, in the order of the archive. */
  readonly groups: readonly ArchivedGroup[];
}

/** Counts the archive by its keys, without reading letters. @throws WaitError */
export async function listArchived(selection: Selection, archive: Archive): Promise<ArchivedList> {
  const groups = new Map<string, ArchivedGroup>();
  let total = 0;
  for await (const { store, reason, day } of listArchive(selection, archive)) {
    total += 1;
    const id = JSON.stringify([store, reason]);
    const { count = 0, firstDay = day, lastDay = day } = groups.get(id) ?? {};
    groups.set(id, {
      ...(store !== undefined && { store }),
      reason,
      count: count + 1,
      firstDay: day < firstDay ? day : firstDay,
      lastDay: day > lastDay ? day : lastDay,
    });
  }
  return { total, groups: [...groups.values()] };
}

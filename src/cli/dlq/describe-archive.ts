import type { ArchiveReport } from '../../dead-letters/archive/archive.ts';
import { listArchive } from '../../dead-letters/archive/read.ts';
import type { Selection } from '../../dead-letters/letter.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import { counted, INCOMPLETE, iso, span } from '../output/format.ts';
import { paint, table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

const COLUMNS = [
  { title: 'store' },
  { title: 'reason' },
  { title: 'letters', align: 'right' },
  { title: 'from' },
  { title: 'to' },
] as const;

/** What is in the archive, a line for each store and reason. */
export function describeArchived({ total, groups }: ArchivedList, screen: Screen): string {
  if (total === 0) return 'No such letter in the archive.';
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
    'Bring them back: signup-relay dlq import --archive',
  ].join('\n\n');
}

/** What was moved, or would be. @param hours within which a letter had to expire. */
export function describeArchiving(
  { total, due, archived, soonestExpiry, readAt, complete }: ArchiveReport,
  { hours, execute }: { readonly hours: number; readonly execute: boolean },
  screen: Screen,
): string {
  const which = `${counted(due, 'dead letter')} of ${total} ${due === 1 ? 'is' : 'are'} meant and ${due === 1 ? 'expires' : 'expire'} within ${hours} hours.`;
  const left = due - archived;
  const done = execute
    ? `${archived} ${archived === 1 ? 'is' : 'are'} in the archive now, and not in the queue any more.`
    : 'Nothing was moved. Add --execute to move them into the archive.';
  return [
    due === 0 ? `${which} There is nothing to move.` : `${which} ${done}`,
    ...(execute && left > 0
      ? [
          paint(
            screen,
            'red',
            `${counted(left, 'letter')} could not be moved and ${left === 1 ? 'stays' : 'stay'} in the queue. Are the credentials allowed to write to the bucket?`,
          ),
        ]
      : []),
    ...(soonestExpiry === undefined
      ? []
      : [
          `The first letter in the queue expires in ${span(soonestExpiry - readAt)}, at ${iso(soonestExpiry)}.`,
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
  /** Days on which they became dead letters, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  readonly lastDay: string;
}

interface ArchivedList {
  readonly total: number;
  /** By store and reason, as the archive is sorted. */
  readonly groups: readonly ArchivedGroup[];
}

/** Counts what is in the archive by its keys; no letter is read. @throws WaitError */
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

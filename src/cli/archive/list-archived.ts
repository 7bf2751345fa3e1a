import { listArchive } from '../../dead-letters/archive/read.ts';
import type { Selection } from '../../letters/selection.ts';
import type { Archive } from '../../relay/archive-port.ts';

/** Archived letters that share store and reason. */
interface ArchivedGroup {
  readonly store?: string;
  readonly reason: string;
  readonly count: number;
  /** Days on which they became dead letters, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  readonly lastDay: string;
}

export interface ArchivedList {
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

interface Version<R> {
  readonly writtenAt: number;
  /** The lag at the time of writing, in milliseconds. A later, lower knob shortens it; a higher one does not extend it. */
  readonly lagMs: number;
  readonly record: R;
}

/** The customers of one sandbox shop. Searches see writes late; reading by id sees them at once. */
export interface Records<R> {
  put(record: R): R;
  /** Like `put`, but searches see it at once. */
  seed(record: R): R;
  get(id: string): R | undefined;
  remove(id: string): boolean;
  clear(): void;
  /** All records as they are now, oldest first. */
  all(): readonly R[];
  /** All records as searches see them, oldest first. */
  searchable(): readonly R[];
}

interface RecordsDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly searchLagMs: () => number;
}

/** Records are never changed in place, so a returned record stays the same. */
export function createRecords<R extends { readonly id: string }>(
  deps: RecordsDeps & {
    /** Told after each change. A new record has no `before`, a removed one no `after`. */
    readonly onChange?: (before: R | undefined, after: R | undefined) => void;
  },
): Records<R> {
  const versionsById = new Map<string, readonly Version<R>[]>();
  const seen = (versions: readonly Version<R>[]): Version<R> | undefined => {
    const at = deps.now();
    const most = deps.searchLagMs();
    return versions.findLast(({ writtenAt, lagMs }) => writtenAt + Math.min(lagMs, most) <= at);
  };
  const write = (record: R, writtenAt: number): R => {
    const before = versionsById.get(record.id) ?? [];
    const last = before.at(-1)?.record;
    const visible = seen(before);
    const stillNeeded = visible === undefined ? before : before.slice(before.indexOf(visible));
    versionsById.set(record.id, [...stillNeeded, { writtenAt, lagMs: deps.searchLagMs(), record }]);
    deps.onChange?.(last, record);
    return record;
  };
  return {
    put: (record) => write(record, deps.now()),
    seed: (record) => write(record, -Infinity),
    get: (id) => versionsById.get(id)?.at(-1)?.record,
    remove: (id) => {
      const last = versionsById.get(id)?.at(-1)?.record;
      const isGone = versionsById.delete(id);
      if (isGone) deps.onChange?.(last, undefined);
      return isGone;
    },
    clear: () => versionsById.clear(),
    all: () => [...versionsById.values()].flatMap((versions) => versions.at(-1)?.record ?? []),
    searchable: () =>
      [...versionsById.values()].flatMap((versions) => seen(versions)?.record ?? []),
  };
}

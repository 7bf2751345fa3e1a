/** A parameter as kept in memory; every one is as secret as the caller says by its type. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** The KMS key of a SecureString; absent for the default one. */
  readonly keyId?: string;
  /** 1 at first, one more with every write. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Parameters in memory, with a count of who was read how often. */
export interface Parameters {
  write(name: string, value: string, type: string, keyId?: string): Parameter;
  /** Looks without counting. */
  peek(name: string): Parameter | undefined;
  /** Counts, found or not. */
  read(name: string): Parameter | undefined;
  remove(name: string): boolean;
  /** In alphabetical order. */
  names(): readonly string[];
  /** How often a name was read; without a name, all reads. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
export function createParameters(now: () => number): Parameters {
  const byName = new Map<string, Parameter>();
  const counts = new Map<string, number>();
  return {
    write: (name, value, type, keyId) => {
      const version = (byName.get(name)?.version ?? 0) + 1;
      const key = keyId === undefined ? {} : { keyId };
      const parameter = { name, value, type, version, writtenAt: now(), ...key };
      byName.set(name, parameter);
      return parameter;
    },
    peek: (name) => byName.get(name),
    read: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return byName.get(name);
    },
    remove: (name) => byName.delete(name),
    names: () => [...byName.keys()].toSorted(),
    reads: (name) =>
      name === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(name) ?? 0),
  };
}

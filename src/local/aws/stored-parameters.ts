/** A parameter in memory. */
export interface StoredParameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  /** The KMS key of a SecureString; absent for the default key. */
  readonly keyId?: string;
  /** 1 at first; every write adds 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** Parameters in memory; counts reads by name. */
export interface StoredParameters {
  write(name: string, value: string, type: string, keyId?: string): StoredParameter;
  /** Reads without counting. */
  peek(name: string): StoredParameter | undefined;
  /** Reads, and counts it whether or not the parameter exists. */
  read(name: string): StoredParameter | undefined;
  remove(name: string): boolean;
  /** In alphabetical order. */
  names(): readonly string[];
  /** The number of reads of a name; without a name, of all. */
  reads(name?: string): number;
}

/** @param now milliseconds since the epoch. */
export function createStoredParameters(now: () => number): StoredParameters {
  const byName = new Map<string, StoredParameter>();
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

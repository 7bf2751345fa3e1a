import type { Archive } from '../../src/dead-letters/ports.ts';

/** The archive in memory. */
export interface MemoryArchive {
  readonly archive: Archive;
  /** By key. */
  readonly objects: ReadonlyMap<string, string>;
}

export function createMemoryArchive(): MemoryArchive {
  const objects = new Map<string, string>();
  return {
    objects,
    archive: {
      put: async (key, text) => {
        objects.set(key, text);
        return true;
      },
      get: async (key) => objects.get(key),
      async *list(prefix) {
        yield [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
      },
      remove: async (keys) => {
        for (const key of keys) objects.delete(key);
        return new Set(keys);
      },
    },
  };
}

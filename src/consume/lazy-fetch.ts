import { once } from '../util/once.ts';
import type { FetchDeps, FetchRecords } from './fetch-records.ts';

/** Loaded at the first delivery that names records: most relays have no tool that posts only ids. */
export function lazyFetchRecords(deps: FetchDeps): FetchRecords {
  const open = once(async () => {
    const { createFetchRecords } = await import('./fetch-records.ts');
    return createFetchRecords(deps);
  });
  return async (wanted) => (await open())(wanted);
}

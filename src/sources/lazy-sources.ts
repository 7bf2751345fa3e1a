import { once } from '../util/once.ts';
import type { Sources } from './source.ts';

/** All sources, loaded at the first delivery: half of the relays see none, and their validators are large. */
export function lazySources(): Sources {
  const load = once(() => import('./sources.ts'));
  return { get: async (tool) => (await load()).SOURCES.get(tool) };
}

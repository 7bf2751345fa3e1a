import type { ConsoleParts } from './console-context.ts';
import type { LookBook } from './letter-cache.ts';
import type { Plans } from './plans.ts';
import type { QueueWatch } from './queue-watch.ts';
import type { Works } from './jobs.ts';

/** What the routes work with. */
export interface RouteParts extends ConsoleParts {
  readonly csrf: string;
  readonly watch: QueueWatch;
  readonly works: Works;
  readonly book: LookBook;
  readonly plans: Plans;
}

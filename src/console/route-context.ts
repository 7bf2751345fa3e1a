import type { ConsoleContext } from './console-context.ts';
import type { LetterCache } from './letter-cache.ts';
import type { Plans } from './plans.ts';
import type { QueueWatch } from './queue-watch.ts';
import type { Jobs } from './jobs.ts';

/** What the routes work with. */
export interface RouteContext extends ConsoleContext {
  readonly csrf: string;
  readonly watch: QueueWatch;
  readonly jobs: Jobs;
  readonly book: LetterCache;
  readonly plans: Plans;
}

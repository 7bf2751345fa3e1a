import type { ConsoleParts } from './console-parts.ts';
import type { LookBook } from './look-book.ts';
import type { Plans } from './plans.ts';
import type { QueueWatch } from './queue-watch.ts';
import type { Works } from './works.ts';

/** What the routes work with. */
export interface RouteParts extends ConsoleParts {
  readonly csrf: string;
  readonly watch: QueueWatch;
  readonly works: Works;
  readonly book: LookBook;
  readonly plans: Plans;
}

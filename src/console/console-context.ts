import type { Jobs } from './jobs.ts';
import type { LetterCache } from './letter-cache.ts';
import type { LetterService } from './letter-service.ts';
import type { Plans } from './plans.ts';
import type { QueueSampler } from './queue-sampler.ts';
import type {
  OutcomesResponse,
  QueueHistory,
  QueueNames,
  QueueSample,
  Session,
  StoreRow,
} from './responses.ts';

/** Everything outside the console, so that its server needs neither AWS nor a clock. */
export interface ConsoleContext {
  readonly queueNames: QueueNames;
  readonly reasons: Session['reasons'];
  readonly sampleQueues: () => Promise<QueueSample>;
  readonly readHistory: () => Promise<QueueHistory>;
  readonly readOutcomes: (fromMs: number, toMs: number) => Promise<OutcomesResponse>;
  readonly listStores: () => Promise<readonly StoreRow[]>;
  readonly letters: LetterService;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What the routes use: the context, and the state of this console. */
export interface RouteContext extends ConsoleContext {
  readonly csrf: string;
  readonly queueSampler: QueueSampler;
  readonly jobs: Jobs;
  readonly letterCache: LetterCache;
  readonly plans: Plans;
}

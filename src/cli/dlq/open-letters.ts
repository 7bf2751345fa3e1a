import { createDeadLetters } from '../../aws/queues/dead-letters.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import { createQueue } from '../../aws/queues/queue.ts';
import { createStores } from '../../aws/stores.ts';
import { createDigest } from '../../event/digest.ts';
import { createHttp } from '../../http/http.ts';
import type { PredictDeps } from '../../dead-letters/predict/predict.ts';
import type { ReadDeps } from '../../dead-letters/reading/session.ts';
import type { ReplayDeps } from '../../dead-letters/replay/replay.ts';
import { createPlatforms } from '../../platforms/create-platforms.ts';
import type { Queue } from '../../message/queue-port.ts';
import { SOURCES } from '../../sources/sources.ts';
import type { CommandContext } from '../command-context.ts';

type Context = Pick<CommandContext, 'terminal' | 'deployment'>;

/** Each store is read once for a command. */
const STORES_TTL_MS = 600_000;

/** The dead-letter queue of the deployment. @throws UsageError it is not known where it is. */
export function openReading({ terminal, deployment }: Context): ReadDeps {
  const relay = deployment();
  const url = relay.place('DEAD_LETTER_QUEUE_URL');
  const { now, sleep, signal } = terminal;
  return { deadLetters: createDeadLetters({ client: relay.sqs(), url }), now, sleep, signal };
}

/** Today's code and configuration. @throws UsageError it is not known where the stores are. */
export function openPredicting({ terminal, deployment }: Context): PredictDeps {
  const relay = deployment();
  const { readParameter } = relay;
  const { now } = terminal;
  // Hashes stand in predictions only, which nobody compares: the ledger's key is not needed.
  const digest = createDigest(terminal.newId());
  const path = relay.place('STORES_PATH');
  return {
    now,
    digest,
    sources: SOURCES,
    stores: createStores({ readParameter, path, ttlMs: STORES_TTL_MS, now }),
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
  };
}

/** Both queues. @throws UsageError it is not known where they are. */
export function openQueue({ deployment }: Context): Queue {
  const relay = deployment();
  const urls = {
    signups: relay.place('SIGNUPS_QUEUE_URL'),
    deadLetters: relay.place('DEAD_LETTER_QUEUE_URL'),
  };
  return createQueue({ client: relay.sqs(), urls });
}

export function openReplaying(context: Context): ReplayDeps {
  const relay = context.deployment();
  const url = relay.place('SIGNUPS_QUEUE_URL');
  return {
    ...openReading(context),
    ...openPredicting(context),
    queue: openQueue(context),
    signupsDepth: () => queueDepth({ client: relay.sqs(), url }),
  };
}

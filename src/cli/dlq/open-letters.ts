import { createDeadLetters } from '../../aws/queues/dead-letters.ts';
import { queueDepth } from '../../aws/queues/queue-depth.ts';
import { createQueue } from '../../aws/queues/queue.ts';
import { createSenders, createStores } from '../../aws/stores.ts';
import { parseConfigured, parseConfiguredSource } from '../../sources/parse-configured.ts';
import { createDigest } from '../../event/digest.ts';
import { createHttp } from '../../http/http.ts';
import type { PredictDeps } from '../../dead-letters/predict/predict.ts';
import type { ReadDeps } from '../../dead-letters/reading/session.ts';
import type { ReplayDeps } from '../../dead-letters/replay/replay.ts';
import { createPlatforms } from '../../platforms/create-platforms.ts';
import type { Queue } from '../../message/queue-port.ts';
import { SOURCES } from '../../sources/sources.ts';
import type { CommandContext } from '../command-context.ts';
import { configurationPaths } from '../deployment.ts';

type OpenContext = Pick<CommandContext, 'terminal' | 'deployment'>;

/** Longer than any command runs: each store is read once. */
const STORES_TTL_MS = 600_000;

/** The dead-letter queue of the deployment. @throws UsageError its address is not set. */
export function openReading({ terminal, deployment }: OpenContext): ReadDeps {
  const relay = deployment();
  const url = relay.requiredName('DEAD_LETTER_QUEUE_URL');
  const { now, sleep, signal } = terminal;
  return { deadLetters: createDeadLetters({ client: relay.sqs(), url }), now, sleep, signal };
}

/** Predicts with this code and the current configuration. @throws UsageError a path of them is not set. */
export function openPredicting({ terminal, deployment }: OpenContext): PredictDeps {
  const relay = deployment();
  const { readParameter } = relay;
  const { now } = terminal;
  // Hashes of a prediction are never compared: a random key will do, and the ledger's key is not needed.
  const digest = createDigest(terminal.newId());
  const paths = configurationPaths(relay);
  const reading = { readParameter, ttlMs: STORES_TTL_MS, now };
  return {
    now,
    digest,
    sources: SOURCES,
    stores: createStores({ ...reading, path: paths.stores, parse: parseConfigured }),
    senders: createSenders({ ...reading, path: paths.sources, parse: parseConfiguredSource }),
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
  };
}

/** Both queues. @throws UsageError an address is not set. */
export function openSignupsQueue({ deployment }: OpenContext): Queue {
  const relay = deployment();
  const urls = {
    signups: relay.requiredName('SIGNUPS_QUEUE_URL'),
    deadLetters: relay.requiredName('DEAD_LETTER_QUEUE_URL'),
  };
  return createQueue({ client: relay.sqs(), urls });
}

export function openReplaying(context: OpenContext): ReplayDeps {
  const relay = context.deployment();
  const url = relay.requiredName('SIGNUPS_QUEUE_URL');
  return {
    ...openReading(context),
    ...openPredicting(context),
    queue: openSignupsQueue(context),
    signupsDepth: () => queueDepth({ client: relay.sqs(), url }),
  };
}

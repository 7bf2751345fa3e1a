import { setTimeout as pause } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDeadLetters } from '../../src/aws/queues/dead-letters.ts';
import { createQueue } from '../../src/aws/queues/queue.ts';
import { queueDepth } from '../../src/aws/queues/queue-depth.ts';
import { sdkParameters } from '../../src/aws/sdk-parameters.ts';
import { createSenders, createStores } from '../../src/aws/stores.ts';
import { createDigest } from '../../src/event/digest.ts';
import { parseSource, parseStore } from '../../src/event/parse-store.ts';
import { createHttp } from '../../src/http/http.ts';
import type { ReplayDeps } from '../../src/dead-letters/replay/replay.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import type { Embedded } from './embedded.ts';
import { localAws } from './local-credentials.ts';
import type { Content } from './memory-queues.ts';

/** The deps of the operations on dead letters, on embedded services, with short waits. */
export function lettersDeps(
  { sqs, parameterStore, env }: Pick<Embedded, 'sqs' | 'parameterStore' | 'env'>,
  changes: Partial<ReplayDeps> = {},
): ReplayDeps {
  const client = new SQSClient(localAws(sqs.endpoint));
  const digest = createDigest('another key than that of consume');
  const now = Date.now;
  const configurations = {
    readParameter: sdkParameters(new SSMClient(localAws(parameterStore.endpoint))),
    ttlMs: 60_000,
    now,
  };
  return {
    deadLetters: createDeadLetters({ client, url: sqs.deadLetters.url, waitSeconds: 0 }),
    queue: createQueue({
      client,
      urls: { signups: sqs.signups.url, deadLetters: sqs.deadLetters.url },
    }),
    signupsDepth: () => queueDepth({ client, url: sqs.signups.url }),
    now,
    sleep: async (ms) => pause(Math.min(ms, 10)),
    signal: new AbortController().signal,
    digest,
    sources: SOURCES,
    stores: createStores({ ...configurations, path: env['STORES_PATH'] ?? '', parse: parseStore }),
    senders: createSenders({
      ...configurations,
      path: env['SOURCES_PATH'] ?? '',
      parse: parseSource,
    }),
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
    ...changes,
  };
}

/** Puts letters into the dead-letter queue. */
export const putLetters = (
  services: Parameters<typeof lettersDeps>[0],
  letters: readonly Pick<Content, 'body' | 'attributes'>[],
): Promise<unknown> =>
  lettersDeps(services).queue.send(
    letters.map(({ body, attributes }, at) => ({
      key: String(at),
      to: 'deadLetters' as const,
      body,
      attributes,
      delaySeconds: 0,
    })),
  );

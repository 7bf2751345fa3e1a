import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createDeadLetters } from '../aws/queues/dead-letters.ts';
import { queueDepth } from '../aws/queues/queue-depth.ts';
import { createQueue } from '../aws/queues/queue.ts';
import { createSenders, createStores } from '../aws/stores.ts';
import { loadReplayConfig } from '../config/functions.ts';
import { handleReplay, type ReplayAnswer, reportReplay } from '../dead-letters/replay/handler.ts';
import { createDigest } from '../event/digest.ts';
import { lazyPlatforms } from '../platforms/lazy-platforms.ts';
import { lazySources } from '../sources/lazy-sources.ts';
import { openLog } from '../telemetry/log.ts';
import { openMetrics, staleReporter } from '../telemetry/metrics.ts';
import { once } from '../util/once.ts';

const config = loadReplayConfig(process.env);
const log = openLog(process, Date.now);
const metrics = openMetrics(process.env);

const aws = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
const client = new SQSClient(aws);
const now = Date.now;
/** Predictions do not read the ledger, so a random key replaces its secret key. */
const digest = createDigest(randomUUID());

/** HTTP and the validators are loaded with the first store that is read: an empty selection needs none. */
const loadParameters = once(async () =>
  (await import('../aws/parameters.ts')).openParameters(
    process.env,
    { connectMs: 2_000, requestMs: 10_000, tries: 3 },
    now,
  ),
);
const loadHttp = once(async () => (await import('../http/http.ts')).createHttp(now));
const loadParsers = once(() => import('../sources/parse-configured.ts'));
const configurations = {
  readParameter: async (name: string) => (await loadParameters())(name),
  ttlMs: config.storesTtlMs,
  now,
  random: Math.random,
  onStale: staleReporter(log, metrics),
};
const deps = {
  now,
  digest,
  sources: lazySources(),
  deadLetters: createDeadLetters({ client, url: config.deadLetterQueueUrl }),
  queue: createQueue({ client, urls: { signups: config.signupsQueueUrl } }),
  signupsDepth: () => queueDepth({ client, url: config.signupsQueueUrl }),
  stores: createStores({
    ...configurations,
    path: config.storesPath,
    parse: async (...given) => (await loadParsers()).parseConfigured(...given),
  }),
  senders: createSenders({
    ...configurations,
    path: config.sourcesPath,
    parse: async (...given) => (await loadParsers()).parseConfiguredSource(...given),
  }),
  openPlatform: lazyPlatforms({ http: async (call) => (await loadHttp())(call), digest, now }),
  sleep: async (ms: number): Promise<void> => sleep(ms),
};

/** Time kept for the end: returning the letters to the queue and answering. */
const CLOSING_MS = 15_000;

/** Lambda entry point: replays a selection of dead letters, or predicts the replay. */
export const handler = middy(async (input: unknown, context: Context): Promise<ReplayAnswer> => {
  log.begin(context);
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const signal = AbortSignal.timeout(Math.max(0, remainingMs() - CLOSING_MS));
  const answer = await handleReplay(input, { ...deps, remainingMs, signal });
  reportReplay(answer, { log, metrics });
  return answer;
}).use(logMetrics(metrics));

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { openParameters } from '../../../src/aws/parameters.ts';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { createSenders, createStores } from '../../../src/aws/stores.ts';
import { loadConsumeConfig } from '../../../src/config/functions.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { createConsume } from '../../../src/consume/consume.ts';
import { createReporters } from '../../../src/consume/reporters.ts';
import { openLog } from '../../../src/telemetry/log.ts';
import { createHttp } from '../../../src/http/http.ts';
import { createPlatforms } from '../../../src/platforms/create-platforms.ts';
import { createLimiters } from '../../../src/rate-limit/limiter.ts';
import { SOURCES } from '../../../src/sources/sources.ts';
import { createMemoryLedger } from '../memory-ledger.ts';
import { createMemoryStates } from '../memory-states.ts';

/**
 * The product's entry point with ledger and slots in memory, because the other contestants have no ledger. For comparison
 * only: two such functions would create duplicate customers.
 */
const config = loadConsumeConfig(process.env);
const log = openLog(process, Date.now);
const metrics = new Metrics({ namespace: 'SignupRelay', serviceName: 'signup-relay' });
const digest = createDigest('a-key-for-this-benchmark');
const now = Date.now;
const { random } = Math;
const { reportAttempt, reportStore } = createReporters(log, metrics, now);
const readParameter = openParameters(
  process.env,
  { connectMs: 2_000, requestMs: 5_000, tries: 3 },
  now,
);
const configurations = { readParameter, ttlMs: config.storesTtlMs, now };
const consume = createConsume({
  now,
  digest,
  random,
  newHolder: randomUUID,
  horizonMs: config.retryHorizonMs,
  report: reportAttempt,
  sources: SOURCES,
  stores: createStores({ ...configurations, path: config.storesPath }),
  senders: createSenders({ ...configurations, path: config.sourcesPath }),
  queue: createQueue({
    client: new SQSClient({}),
    urls: { signups: config.signupsQueueUrl, deadLetters: config.deadLetterQueueUrl },
  }),
  ledger: createMemoryLedger(now),
  openLimiters: createLimiters({ states: createMemoryStates(), now, sleep, random, reportStore }),
  sleep,
  openPlatform: createPlatforms({ http: createHttp(), digest, now }),
});

export const handler = middy(async (event: SQSEvent, context: Context) => {
  log.begin(context);
  return consume(event, { remainingMs: () => context.getRemainingTimeInMillis() });
}).use(logMetrics(metrics));

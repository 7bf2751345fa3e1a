import type { LookupFunction } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBatchReads } from '../aws/ledger/batch-reads.ts';
import { createLedger } from '../aws/ledger/ledger.ts';
import { openLedgerTable } from '../aws/ledger/open-table.ts';
import { createStoreStates } from '../aws/ledger/store-states.ts';
import { openParameters } from '../aws/parameters.ts';
import { lazyQueue } from '../aws/queues/lazy-queue.ts';
import { createSenders, createStores, readLedgerKey } from '../aws/stores.ts';
import { loadConsumeConfig } from '../config/functions.ts';
import { type Consume, createConsume, createWaitingConsume } from '../consume/consume.ts';
import { createReporters } from '../consume/reporters.ts';
import { createDigest } from '../event/digest.ts';
import { createExchange } from '../http/exchange.ts';
import { createHttp } from '../http/http.ts';
import { lazyPlatforms } from '../platforms/lazy-platforms.ts';
import { createLimiters } from '../rate-limit/limiter.ts';
import { MAX_FETCHED_BYTES } from '../sources/fetch/fetcher.ts';
import { lazySources } from '../sources/lazy-sources.ts';
import { parseConfigured, parseConfiguredSource } from '../sources/parse-configured.ts';
import { openLog } from '../telemetry/log.ts';
import { openMetrics, staleReporter } from '../telemetry/metrics.ts';
import { once } from '../util/once.ts';

const config = loadConsumeConfig(process.env);
const log = openLog(process, Date.now);
const metrics = openMetrics(process.env);

/** A hung connection must fail one call, not the whole batch. */
const aws = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
const { reportAttempt, reportStore, reportOwnSources, publishSources } = createReporters(
  log,
  metrics,
  Date.now,
);
const readParameter = openParameters(
  process.env,
  { connectMs: 2_000, requestMs: 5_000, tries: 3 },
  Date.now,
);

const queue = lazyQueue(aws, {
  signups: config.signupsQueueUrl,
  deadLetters: config.deadLetterQueueUrl,
});
const shared = {
  queue,
  now: Date.now,
  random: Math.random,
  horizonMs: config.retryHorizonMs,
  report: reportAttempt,
};

/** Loaded at the first call to a tool that posts only an id. */
const lookupLater: LookupFunction = (...asked) =>
  void import('../http/public-hosts.ts').then(({ lookupPublic }) => lookupPublic()(...asked));

/** Wired at the first batch, because the ledger's key comes from Parameter Store. */
const openConsume = once(async (): Promise<Consume> => {
  const digest = createDigest(await readLedgerKey(readParameter, config.ledgerKeyParameter));
  const { now, random } = shared;
  const configurations = {
    readParameter,
    ttlMs: config.storesTtlMs,
    now,
    random,
    onStale: staleReporter(log, metrics),
  };
  const table = openLedgerTable(process.env, config.ledgerTable, now);
  return createConsume({
    ...shared,
    digest,
    newHolder: randomUUID,
    sources: lazySources(),
    fetchExchange: createExchange({
      connectMs: 3_000,
      maxBytes: MAX_FETCHED_BYTES,
      now,
      lookup: lookupLater,
    }),
    stores: createStores({
      ...configurations,
      path: config.storesPath,
      parse: parseConfigured,
      onOwnSources: reportOwnSources,
    }),
    senders: createSenders({
      ...configurations,
      path: config.sourcesPath,
      parse: parseConfiguredSource,
    }),
    ledger: createLedger({ table, digest, now }),
    batchReads: createBatchReads({ table, digest, now }),
    openLimiters: createLimiters({
      states: createStoreStates({ table, now, newMark: randomUUID }),
      now,
      sleep,
      random,
      reportStore,
    }),
    sleep,
    openPlatform: lazyPlatforms({ http: createHttp(now), digest, now }),
  });
});

const consume = createWaitingConsume(openConsume, shared);

/** Lambda entry point: delivers a batch of the signups queue and returns the messages that must stay on it. */
export const handler = middy(
  async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    log.begin(context);
    try {
      return await consume(event, { remainingMs: () => context.getRemainingTimeInMillis() });
    } finally {
      publishSources();
    }
  },
).use(logMetrics(metrics));

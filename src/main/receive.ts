import { randomUUID } from 'node:crypto';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { loadingMeanwhile, openParameters } from '../aws/parameters.ts';
import { openJsonQueue } from '../aws/queues/json-queue.ts';
import { createSenders } from '../aws/stores.ts';
import { loadReceiveConfig } from '../config/functions.ts';
import { createHttp } from '../http/http.ts';
import { createReceiveReporter, type WebhookAnswer } from '../receive/answers.ts';
import { lazyVerifyLine } from '../receive/lazy-line.ts';
import { createReceive } from '../receive/receive.ts';
import { createTurnstile } from '../receive/turnstile.ts';
import { openLog } from '../telemetry/log.ts';
import { openMetrics, staleReporter } from '../telemetry/metrics.ts';

const config = loadReceiveConfig(process.env);
const log = openLog(process, Date.now);
const metrics = openMetrics(process.env);

/** Two tries at Parameter Store and two at SQS fit into the timeout. So a sender gets a 503 and tries again. */
const timeouts = { connectMs: 1_000, requestMs: 2_000, tries: 2 };

const http = createHttp(Date.now);

const { readParameter, loaded } = loadingMeanwhile(
  openParameters(process.env, timeouts, Date.now),
  () => import('../sources/parse-sender.ts'),
);

const receive = createReceive({
  senders: createSenders({
    readParameter,
    path: config.sourcesPath,
    parse: async (...given) => (await loaded()).parseSender(...given),
    ttlMs: config.storesTtlMs,
    random: Math.random,
    onStale: staleReporter(log, metrics),
    now: Date.now,
  }),
  queue: openJsonQueue(process.env, timeouts, config.signupsQueueUrl, Date.now),
  publicUrl: config.publicUrl,
  now: Date.now,
  newId: randomUUID,
  turnstile: createTurnstile({ http }),
  verifyLine: lazyVerifyLine({ http, now: Date.now }),
  report: createReceiveReporter(log, metrics),
});

/** Lambda entry point: answers a request to a webhook address. */
export const handler = middy(
  async (event: APIGatewayProxyEventV2, context: Context): Promise<WebhookAnswer> => {
    log.begin(context);
    return receive(event);
  },
).use(logMetrics(metrics));

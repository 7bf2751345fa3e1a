import { setTimeout as sleep } from 'node:timers/promises';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { lazyArchiveWriter } from '../aws/lazy-archive-writer.ts';
import { createDeadLetters } from '../aws/queues/dead-letters.ts';
import { loadArchiveConfig } from '../config/functions.ts';
import { archiveLetters, reportArchive } from '../dead-letters/archive/archive.ts';
import { openLog } from '../telemetry/log.ts';
import { openMetrics } from '../telemetry/metrics.ts';

const config = loadArchiveConfig(process.env);
const log = openLog(process, Date.now);
const metrics = openMetrics(process.env);

/** Time kept for the end: returning the letters to the queue and reporting the counts. */
const CLOSING_MS = 30_000;

const aws = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 25_000, throwOnRequestTimeout: true },
};
const deadLetters = createDeadLetters({
  client: new SQSClient(aws),
  url: config.deadLetterQueueUrl,
});
const archive =
  config.archiveBucket === undefined ? undefined : lazyArchiveWriter(aws, config.archiveBucket);

/**
 * Lambda entry point, on a schedule: reads all dead letters, reports when they expire, and archives those that expire soon.
 *
 * @throws Error letters could not be archived; Lambda then repeats the invocation.
 */
export const handler = middy(async (_event: unknown, context: Context): Promise<void> => {
  log.begin(context);
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - CLOSING_MS));
  const report = await archiveLetters(
    {
      withinMs: config.archiveWithinMs,
      expiringMs: config.expiringWithinMs,
      ...(archive !== undefined && { archive }),
    },
    { deadLetters, now: Date.now, sleep: async (ms) => sleep(ms), signal },
  );
  reportArchive(report, { archiving: archive !== undefined }, { log, metrics });
  const left = report.due - report.archived;
  if (archive !== undefined && left > 0)
    throw new Error(
      `${left} dead letters could not be moved into the archive; they stay on the queue`,
    );
}).use(logMetrics(metrics));

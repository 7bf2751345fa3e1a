import { setTimeout as sleep } from 'node:timers/promises';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createDeadLetters } from '../aws/queues/dead-letters.ts';
import { lazyArchiveWriter } from '../aws/lazy-archive-writer.ts';
import { loadArchiveConfig } from '../config/functions.ts';
import { openLog } from '../telemetry/log.ts';
import { openMetrics } from '../telemetry/metrics.ts';
import { archiveLetters, reportArchive } from '../dead-letters/archive/archive.ts';

const config = loadArchiveConfig(process.env);
const log = openLog(process, Date.now);
const metrics = openMetrics(process.env);

/** Before the end of the function's time: what is in hand goes back, and what was counted is told. */
const LAST_MS = 30_000;

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
 * Lambda entry point, on a schedule: looks at all dead letters, says how soon they expire, and moves those that do.
 *
 * @throws Error letters could not be moved: the invocation counts as failed and is repeated.
 */
export const handler = middy(async (_event: unknown, context: Context): Promise<void> => {
  log.begin(context);
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - LAST_MS));
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
      `${left} dead letters could not be moved into the archive; they stay where they are`,
    );
}).use(logMetrics(metrics));

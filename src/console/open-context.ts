import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createStoreStates } from '../aws/ledger/store-states.ts';
import { createLogs } from '../aws/logs.ts';
import { queueDepth } from '../aws/queues/queue-depth.ts';
import { configurationPaths, type Deployment } from '../cli/deployment.ts';
import { createLetterFile } from '../cli/dlq/letter-file.ts';
import { openReplaying } from '../cli/dlq/open-letters.ts';
import { REASON_TEXTS } from '../cli/reasons/reason-texts.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { ConsoleContext } from './console-context.ts';
import { createLetterService } from './letter-service.ts';
import { openHistory } from './queue-history.ts';
import { readOutcomes } from './read-outcomes.ts';
import type { QueueNames } from './responses.ts';
import { readStoreRows } from './store-rows.ts';

/** Connects the console to a deployment. @throws UsageError a resource is not configured. */
export function openContext(deployment: Deployment, terminal: Terminal): ConsoleContext {
  const { env, now } = terminal;
  const signups = deployment.requiredName('SIGNUPS_QUEUE_URL');
  const deadLetters = deployment.requiredName('DEAD_LETTER_QUEUE_URL');
  const queueNames = toQueueNames({ signups, deadLetters }, env);
  const { readHistory, readAges } = openHistory(deployment, queueNames, { env, now });
  const depth = (url: string) => queueDepth({ client: deployment.sqs(), url });
  return {
    queueNames,
    now,
    newId: randomUUID,
    reasons: REASON_TEXTS,
    sampleQueues: async () => {
      const reads = [depth(signups), depth(deadLetters), readAges()] as const;
      const [signupCounts, deadLetterCounts, ages] = await Promise.all(reads);
      return { at: now(), signups: signupCounts, deadLetters: deadLetterCounts, ...ages };
    },
    readHistory,
    readOutcomes: async (from, to) => {
      const consume = deployment.requiredName('CONSUME_LOG_GROUP');
      const logs = createLogs({ client: deployment.logs(), groups: { consume } });
      return readOutcomes(from, to, { logs, now });
    },
    listStores: async () =>
      readStoreRows({
        client: deployment.ssm(),
        paths: configurationPaths(deployment),
        states: statesOf(deployment, now),
        now,
      }),
    letters: createLetterService({
      // Opened for every job, because the configuration may have changed since the last one.
      open: (signal) => ({
        ...openReplaying({ terminal, deployment: () => deployment }),
        signal,
        sleep: sleepUntil(signal),
      }),
      openCopy: () => {
        const path = resolve(copyName(now()));
        return { ...createLetterFile(path, false), path };
      },
    }),
  };
}

const statesOf = (deployment: Deployment, now: () => number) =>
  createStoreStates({ table: deployment.ledgerTable(), now });

const sleepUntil =
  (signal: AbortSignal) =>
  async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal }).catch(() => undefined);
  };

/** The same name as `dlq discard` gives. */
const copyName = (now: number): string =>
  `discarded-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

/** The queue names from the queue URLs. */
export function toQueueNames(
  urls: { readonly signups: string; readonly deadLetters: string },
  env: Readonly<Record<string, string | undefined>>,
): QueueNames {
  const { host, hostname } = new URL(urls.signups);
  const [service, region] = hostname.split('.');
  const isAws = service === 'sqs' && hostname.endsWith('.amazonaws.com');
  return {
    signups: nameOf(urls.signups),
    deadLetters: nameOf(urls.deadLetters),
    location: isAws ? (region ?? env['AWS_REGION'] ?? 'AWS') : `local run, ${host}`,
  };
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createStoreStates } from '../aws/ledger/store-states.ts';
import { createLogs } from '../aws/logs.ts';
import { queueDepth } from '../aws/queues/queue-depth.ts';
import type { Deployment } from '../cli/deployment.ts';
import { createLetterFile } from '../cli/dlq/letter-file.ts';
import { openReplaying } from '../cli/dlq/open-letters.ts';
import { REASON_TEXTS } from '../cli/reasons/reason-texts.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { ConsoleContext } from './console-context.ts';
import { createLetterService } from './letter-service.ts';
import { listStoreRows } from './list-store-rows.ts';
import { openHistory } from './open-history.ts';
import { readOutcomes } from './read-outcomes.ts';

/** The deployment, as the console asks it. @throws UsageError a place is not set. */
export function openContext(deployment: Deployment, terminal: Terminal): ConsoleContext {
  const { env, now } = terminal;
  const signups = deployment.requiredName('SIGNUPS_QUEUE_URL');
  const deadLetters = deployment.requiredName('DEAD_LETTER_QUEUE_URL');
  const place = queueNames({ signups, deadLetters }, env);
  const { readHistory, readAges } = openHistory(deployment, place, { env, now });
  const depth = (url: string) => queueDepth({ client: deployment.sqs(), url });
  return {
    place,
    now,
    newId: randomUUID,
    reasons: REASON_TEXTS,
    sampleQueues: async () => {
      const asked = [depth(signups), depth(deadLetters), readAges()] as const;
      const [ours, dead, ages] = await Promise.all(asked);
      return { at: now(), signups: ours, deadLetters: dead, ...ages };
    },
    readHistory,
    readOutcomes: async (from, to) => {
      const consume = deployment.requiredName('CONSUME_LOG_GROUP');
      const logs = createLogs({ client: deployment.logs(), groups: { consume } });
      return readOutcomes(from, to, { logs, now });
    },
    listStores: async () =>
      listStoreRows({
        client: deployment.ssm(),
        path: deployment.requiredName('STORES_PATH'),
        states: statesOf(deployment, now),
        now,
      }),
    letters: createLetterService({
      // Anew for every piece of work: today's configuration may be another one than a minute ago.
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

/** As the command names it. */
const copyName = (now: number): string =>
  `discarded-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

/** Names of the queues, and where they are, for the head of the page. */
export function queueNames(
  urls: { readonly signups: string; readonly deadLetters: string },
  env: Readonly<Record<string, string | undefined>>,
): ConsoleContext['place'] {
  const { host, hostname } = new URL(urls.signups);
  const [service, region] = hostname.split('.');
  const isAws = service === 'sqs' && hostname.endsWith('.amazonaws.com');
  return {
    signups: nameOf(urls.signups),
    deadLetters: nameOf(urls.deadLetters),
    where: isAws ? (region ?? env['AWS_REGION'] ?? 'AWS') : `local run, ${host}`,
  };
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { createStoreStates } from '../aws/ledger/store-states.ts';
import { createLogs } from '../aws/logs.ts';
import { queueDepth } from '../aws/queues/queue-depth.ts';
import { type ConfigurationPaths, listStores } from '../aws/store-admin.ts';
import { configurationPaths, type Deployment } from '../cli/deployment.ts';
import { loginOf, openCorrection } from '../cli/dlq/correct-command.ts';
import { createLetterFile } from '../cli/dlq/letter-file.ts';
import { openReplaying } from '../cli/dlq/open-letters.ts';
import { REASON_TEXTS } from '../cli/reasons/reason-texts.ts';
import { type Configuration, readConfiguration } from '../cli/stores/read-configuration.ts';
import { statesOfSources } from '../cli/stores/read-stores.ts';
import { reportStore } from '../cli/stores/report-store.ts';
import type { SourceReport, StoreReport } from '../cli/stores/store-report.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Store } from '../generated/types.ts';
import { limitsOf } from '../rate-limit/limiter.ts';
import { steadyGapMs } from '../rate-limit/slots.ts';
import { NEW_STORE, type StoreState, type StoreStates } from '../rate-limit/state.ts';
import type { ConsoleContext } from './console-context.ts';
import { createLetterService } from './letter-service.ts';
import { openHistory } from './queue-history.ts';
import { readOutcomes } from './read-outcomes.ts';
import type { PausedSource, QueueNames, StoreRow } from './responses.ts';

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
      openCopy: (what) => {
        const path = resolve(copyName(what, now()));
        return { ...createLetterFile(path, false), path };
      },
      openCorrection: async () => openCorrection(deployment),
      by: loginOf(env),
    }),
  };
}

const statesOf = (deployment: Deployment, now: () => number) =>
  createStoreStates({ table: deployment.ledgerTable(), now, newMark: randomUUID });

const sleepUntil =
  (signal: AbortSignal) =>
  async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal }).catch(() => undefined);
  };

/** The same name as `dlq discard` and `dlq correct` give. */
const copyName = (what: string, now: number): string =>
  `${what}-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

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

interface StoreRowsDeps {
  readonly client: Pick<SSMClient, 'send'>;
  readonly paths: ConfigurationPaths;
  readonly states: Pick<StoreStates, 'read'>;
  readonly now: () => number;
}

/** Every store with its circuit breaker and pace, as `store` commands report them; never its token. @throws WaitError */
export async function readStoreRows(deps: StoreRowsDeps): Promise<readonly StoreRow[]> {
  const { client, paths, states, now } = deps;
  const stored = await listStores(client, paths);
  return await Promise.all(
    stored.map(async ({ name, text }) => {
      const configuration = readConfiguration(name, text);
      const [state, sourceStates] = await Promise.all([
        states.read(name),
        statesOfSources(name, configuration, (key) => states.read(key)),
      ]);
      const known = { state, sourceStates, now: now(), publicUrl: '' };
      return toRow(reportStore(name, configuration, known), configuration, known);
    }),
  );
}

function toRow(
  { name, platform, mistakes, pace, sources = [] }: StoreReport,
  configuration: Configuration,
  { state, now }: { readonly state: StoreState; readonly now: number },
): StoreRow {
  const { pause } = state;
  const pausedSources = sources.flatMap(toPausedSource);
  return {
    store: name,
    ...(platform !== undefined && { platform }),
    ...(mistakes.length > 0 && { problem: mistakes.join('; ') }),
    ...(pause && { pause: { reason: pause.reason, probeAt: pause.probeAt } }),
    ...(pausedSources.length > 0 && { pausedSources }),
    ...(pace &&
      configuration.store && {
        pace: { perSecond: pace.perSecond, share: shareOf(configuration.store, state, now) },
        recent: { calls: pace.calls, failures: pace.failures },
      }),
  };
}

/** A source whose tool is not asked at the moment. */
const toPausedSource = ({
  name,
  asks = 'the tool',
  breaker,
}: SourceReport): readonly PausedSource[] =>
  breaker?.state === 'paused'
    ? [
        {
          source: name,
          asks,
          reason: breaker.reason ?? '',
          probeAt: Date.parse(breaker.nextProbeAt ?? ''),
        },
      ]
    : [];

/** The current pace as a share of the full pace, which applies while the shop returns no 429. */
function shareOf(store: Store, state: StoreState, now: number): number {
  const limits = limitsOf(store);
  return steadyGapMs(NEW_STORE, limits, now) / steadyGapMs(state, limits, now);
}

import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { listStores, type StoredStore } from '../../../aws/store-admin.ts';
import { readSecret } from '../../../aws/stores.ts';
import { ConfigError } from '../../../event/errors.ts';
import { createHttp, type Http } from '../../../http/http.ts';
import type { Deployment } from '../../deployment.ts';
import { openProgress } from '../../output/progress.ts';
import { checkStore, type StoreCheck } from '../../stores/check-store.ts';
import type { Terminal } from '../../terminal.ts';
import { type Finding, when } from '../finding.ts';
import { letterFindings } from './letters-rules.ts';
import { memberOf } from '../../../util/is-record.ts';

/** What no template tells: dead letters that wait, the ledger's key, clocks, and the stores. */
export async function liveFindings(
  deployment: Deployment,
  terminal: Terminal,
  { asksShops }: { readonly asksShops: boolean },
): Promise<readonly Finding[]> {
  const { now } = terminal;
  const queue = deployment.optionalName('SIGNUPS_QUEUE_URL');
  return [
    ...(queue === undefined ? [] : await clockFindings(deployment.sqs(), queue, now)),
    ...(await letterFindings(deployment, now())),
    ...(await keyFindings(deployment)),
    ...(asksShops ? await ofStores(deployment, terminal) : []),
  ];
}

async function ofStores(deployment: Deployment, terminal: Terminal): Promise<readonly Finding[]> {
  const path = deployment.optionalName('STORES_PATH');
  if (path === undefined) return [];
  const stores = await listStores(deployment.ssm(), path);
  const progress = openProgress(terminal, 'Asking shops', stores.length);
  const findings = await storeFindings(stores, {
    http: createHttp(),
    now: terminal.now,
    onChecked: progress.advance,
  });
  progress.end();
  return findings;
}

/** AWS refuses requests that are further off than 300 s. Seconds. */
const MOST_SKEW = 30;

/** Compares this machine's clock with AWS's, as its answers tell it. */
async function clockFindings(
  client: SQSClient,
  queueUrl: string,
  now: () => number,
): Promise<readonly Finding[]> {
  let date: string | undefined;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['QueueArn'],
  });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = dateOf(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(command);
  return clockRule(date, now());
}

/** Pure part of it. @param date the header `Date`, without parts of a second. */
export function clockRule(date: string | undefined, now: number): readonly Finding[] {
  const theirs = Date.parse(date ?? '');
  const skew = Number.isNaN(theirs) ? 0 : Math.round((now - theirs - 500) / 1_000);
  return when(Math.abs(skew) > MOST_SKEW, {
    severity: 'warning',
    rule: 'clock',
    where: 'this machine',
    what: `The clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} AWS's.`,
    why: 'From 5 minutes on AWS refuses its requests, and times of replays and imports are wrong by as much.',
    fix: 'Let the machine set its clock by NTP.',
  });
}

function dateOf(response: unknown): string | undefined {
  const date = memberOf(memberOf(response, 'headers'), 'date');
  return typeof date === 'string' ? date : undefined;
}

/** Shorter keys can be guessed; `openssl rand -base64 32` gives more. */
const LEAST_LENGTH = 32;

/** Whether the key of the ledger is there and long enough. Its value stays here. */
async function keyFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const where = deployment.optionalName('LEDGER_KEY_PARAMETER');
  if (where === undefined) return [];
  const fix =
    'Put a SecureString of at least 32 random characters, once: a new key makes the relay forget everybody.';
  try {
    const { length } = await readSecret(deployment.readParameter, where);
    return when(length < LEAST_LENGTH, {
      severity: 'danger',
      rule: 'ledger-key-short',
      where,
      what: `The key of the ledger has ${length} characters, less than ${LEAST_LENGTH}.`,
      why: 'Whoever sees the ledger could guess the key and recognise people by their hashes.',
      fix,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      {
        severity: 'danger',
        rule: 'ledger-key-missing',
        where,
        what: `The key of the ledger cannot be read: ${error.message}.`,
        why: 'Without it consume does not start, and signups wait.',
        fix,
      },
    ];
  }
}

interface StoreFindingDeps {
  readonly http: Http;
  readonly now: () => number;
  readonly onChecked: (done: number, total: number) => void;
}

/** Whether every store is valid and its shop takes its token. */
async function storeFindings(
  stores: readonly StoredStore[],
  { http, now, onChecked }: StoreFindingDeps,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [at, { name, text }] of stores.entries()) {
    findings.push(...toFindings(await checkStore(name, text, { http, now })));
    onChecked(at + 1, stores.length);
  }
  return findings;
}

function toFindings({ name, ok, result, mistakes, warnings }: StoreCheck): readonly Finding[] {
  const where = `store ${name}`;
  const invalid = when(mistakes.length > 0, {
    severity: 'danger',
    rule: 'store-invalid',
    where,
    what: `The configuration is invalid: ${mistakes.join('; ')}.`,
    why: 'Its signups wait, and become dead letters after the retry horizon.',
    fix: `Correct it and put it with: signup-relay store put ${name} <file>`,
  });
  const odd = warnings.map((warning): Finding => ({
    severity: 'warning',
    rule: 'store-warning',
    where,
    what: `${warning}.`,
    why: 'It works, but perhaps not as it was meant.',
    fix: `See it with: signup-relay store show ${name}`,
  }));
  const refused: Finding = {
    severity: 'danger',
    rule: 'store-refused',
    where,
    what: `The shop does not take the token: ${result}.`,
    why: 'Its signups wait, and become dead letters after the retry horizon.',
    fix: `Put a valid token with: signup-relay store put ${name} <file>`,
  };
  return [...invalid, ...(ok || mistakes.length > 0 ? [] : [refused]), ...odd];
}

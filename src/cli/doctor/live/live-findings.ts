import { timedDepth } from '../../../aws/queues/queue-depth.ts';
import { listConfigured, type StoredStore } from '../../../aws/store-admin.ts';
import { readSecret } from '../../../aws/stores.ts';
import { ConfigError } from '../../../event/errors.ts';
import { createHttp } from '../../../http/http.ts';
import { configurationPaths, type Deployment } from '../../deployment.ts';
import { openProgress } from '../../output/progress.ts';
import { checkStore, hasAnswered, type StoreCheck } from '../../stores/check-store.ts';
import type { Terminal } from '../../terminal.ts';
import { type Finding, when } from '../finding.ts';
import { letterFindings } from './letters-rules.ts';

/** Checks that need a running relay: dead letters, the ledger's key, this machine's clock, and the stores. */
export async function liveFindings(
  deployment: Deployment,
  terminal: Terminal,
  { asksShops }: { readonly asksShops: boolean },
): Promise<readonly Finding[]> {
  const { now } = terminal;
  const queue = deployment.optionalName('SIGNUPS_QUEUE_URL');
  return [
    ...(queue === undefined
      ? []
      : await clockFindings({ client: deployment.sqs(), url: queue }, now)),
    ...(await letterFindings(deployment, now())),
    ...(await keyFindings(deployment)),
    ...(asksShops ? await storeFindings(deployment, terminal) : []),
  ];
}

/** Checks every store: is its configuration valid and in its place, and does the shop accept the token? */
async function storeFindings(
  deployment: Deployment,
  terminal: Terminal,
): Promise<readonly Finding[]> {
  if (deployment.optionalName('STORES_PATH') === undefined) return [];
  if (deployment.optionalName('SOURCES_PATH') === undefined) return [noSourcesPath];
  const configured = await listConfigured(deployment.ssm(), configurationPaths(deployment));
  const stores = configured.filter(({ shop }) => shop !== undefined);
  const progress = openProgress(terminal, 'Testing tokens', stores.length);
  const http = createHttp();
  const findings: Finding[] = [];
  for (const [at, { name, text }] of stores.entries()) {
    findings.push(...toFindings(await checkStore(name, text, { http, now: terminal.now })));
    progress.advance(at + 1);
  }
  progress.end();
  return [...configured.flatMap(placeFindings), ...findings];
}

const noSourcesPath: Finding = {
  severity: 'warning',
  rule: 'sources-path-missing',
  where: 'SOURCES_PATH',
  what: 'The stack does not name the path of the sources, so no store was checked.',
  why: 'An older version is deployed.',
  fix: 'Follow docs/upgrading.md: copy the sources with store migrate, then deploy.',
};

/** Parameters in a place where a function does not look for them. */
const placeFindings = ({ name, shop, hasOwnSources }: StoredStore): readonly Finding[] => [
  ...when(hasOwnSources, {
    severity: 'danger',
    rule: 'store-own-sources',
    where: `store ${name}`,
    what: 'Its own parameter holds its sources, as an older version wrote them.',
    why: 'receive does not read the parameter of a store. It refuses webhooks of sources that have no parameter of their own.',
    fix: `signup-relay store migrate ${name} --execute`,
  }),
  ...when(shop === undefined, {
    severity: 'warning',
    rule: 'sources-without-store',
    where: `store ${name}`,
    what: 'It has sources, but no parameter of its own.',
    why: 'receive takes its webhooks, and consume makes them dead letters (unknown_store). A store put that was cut off leaves this.',
    fix: `Write the store again: signup-relay store put ${name} <file> --execute`,
  }),
];

/** AWS refuses requests that are more than 300 s off. Seconds. */
const MOST_SKEW = 30;

/** Compares this machine's clock with the clock of AWS, as told by the header `Date` of an answer. */
async function clockFindings(
  queue: Parameters<typeof timedDepth>[0],
  now: () => number,
): Promise<readonly Finding[]> {
  const { at } = await timedDepth(queue);
  return clockRule(at, now());
}

/** The pure part of `clockFindings`. @param theirs the clock of AWS, cut to whole seconds; undefined if it is unknown. */
export function clockRule(theirs: number | undefined, now: number): readonly Finding[] {
  const skew = theirs === undefined ? 0 : Math.round((now - theirs - 500) / 1_000);
  return when(Math.abs(skew) > MOST_SKEW, {
    severity: 'warning',
    rule: 'clock',
    where: 'this machine',
    what: `The clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the clock of AWS.`,
    why: 'Times of replays and imports are wrong by the same amount. From 5 minutes on AWS refuses requests.',
    fix: 'Synchronise the clock of this machine with NTP.',
  });
}

/** Shorter keys can be guessed. `openssl rand -base64 32` makes one of 44 characters. */
const LEAST_LENGTH = 32;

/** Checks that the ledger's key exists and is long enough. No finding holds its value. */
async function keyFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const where = deployment.optionalName('LEDGER_KEY_PARAMETER');
  if (where === undefined) return [];
  const fix =
    'Create a SecureString of at least 32 random characters. Never change it later: with another key the relay recognises no customer.';
  try {
    const { length } = await readSecret(deployment.readParameter, where);
    return when(length < LEAST_LENGTH, {
      severity: 'danger',
      rule: 'ledger-key-short',
      where,
      what: `The ledger key has ${length} characters, fewer than ${LEAST_LENGTH}.`,
      why: 'An attacker with a copy of the ledger could guess the key and identify people by their hashes.',
      fix,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      {
        severity: 'danger',
        rule: 'ledger-key-missing',
        where,
        what: `The ledger key cannot be read: ${error.message}.`,
        why: 'Without the key consume does not start, and signups wait.',
        fix,
      },
    ];
  }
}

function toFindings({
  name,
  ok,
  result,
  mistakes,
  warnings,
  calls,
}: StoreCheck): readonly Finding[] {
  const where = `store ${name}`;
  const invalid = when(mistakes.length > 0, {
    severity: 'danger',
    rule: 'store-invalid',
    where,
    what: `The configuration is invalid: ${mistakes.join('; ')}.`,
    why: 'Its signups wait. After the retry horizon they become dead letters.',
    fix: `Correct the configuration, then: signup-relay store put ${name} <file> --execute`,
  });
  const odd = warnings.map((warning): Finding => ({
    severity: 'warning',
    rule: 'store-warning',
    where,
    what: `${warning}.`,
    why: 'The store works, but perhaps not as intended.',
    fix: `To see the configuration: signup-relay store show ${name}`,
  }));
  const isAnswered = hasAnswered({ calls });
  const refused: Finding = {
    severity: 'danger',
    rule: 'store-refused',
    where,
    what: `${isAnswered ? 'The shop did not accept the token' : 'The shop did not answer'}: ${result}.`,
    why: 'Its signups wait. After the retry horizon they become dead letters.',
    fix: isAnswered
      ? `Write a valid token: signup-relay store set-token ${name}`
      : `Check the address: signup-relay store show ${name}`,
  };
  return [...invalid, ...(ok || mistakes.length > 0 ? [] : [refused]), ...odd];
}

import { overlap } from '../../../config/settings.ts';
import type { FunctionFacts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** A slow shop takes up to 10 s for one call, and a signup needs at least two calls. Seconds. */
const LEAST_CONSUME = 20;
/** Two attempts at Parameter Store and two at SQS, 2 s each. Seconds. */
const LEAST_RECEIVE = 9;
/** The Node.js version of the bundles. */
const LEAST_NODE = 24;

/** Checks the settings of the functions. */
export function functionRules(
  functions: readonly FunctionFacts[],
  { consume, receive, mapping }: RelayParts,
): readonly Finding[] {
  return [
    ...(consume ? consumeRules(consume, mapping?.maximumConcurrency) : [noConsume]),
    ...(receive ? receiveRules(receive) : []),
    ...functions.flatMap(everyFunction),
  ];
}

const noConsume: Finding = {
  severity: 'danger',
  rule: 'consume-missing',
  where: 'consume',
  what: 'No function reads the signups queue.',
  why: 'No signup is delivered, and SQS deletes them after a week.',
  fix: 'Deploy the function consume.',
};

function consumeRules(
  consume: FunctionFacts,
  maximumConcurrency: number | undefined,
): readonly Finding[] {
  const { name: where, timeoutSeconds, recursiveLoop, env } = consume;
  const [stores = '', sources = ''] = ['STORES_PATH', 'SOURCES_PATH'].map((name) =>
    env[name]?.trim().replace(/\/+$/, ''),
  );
  const key = env['LEDGER_KEY_PARAMETER'] ?? '';
  const paths = [stores, sources].filter((path) => path !== '');
  return [
    ...reservedRule(consume, maximumConcurrency),
    ...when(maximumConcurrency !== undefined && maximumConcurrency < 2, {
      severity: 'danger',
      rule: 'maximum-concurrency',
      where,
      what: `MaximumConcurrency is ${maximumConcurrency ?? 0}.`,
      why: 'Lambda accepts no less than 2. With one run, a slow shop would delay all stores.',
      fix: 'Set maximumConcurrency to 2 or more.',
    }),
    ...when(recursiveLoop !== 'Allow', {
      severity: 'danger',
      rule: 'recursive-loop',
      where,
      what: `RecursiveLoop is ${recursiveLoop}, not Allow.`,
      why: 'A postponed signup is sent back to the queue that consume reads. After about 16 rounds Lambda treats this as a runaway loop and drops the signup.',
      fix: 'Set recursiveLoop: Allow. This is safe: the retry horizon ends every loop.',
    }),
    ...when(timeoutSeconds < LEAST_CONSUME, {
      severity: 'danger',
      rule: 'consume-timeout',
      where,
      what: `The timeout is ${timeoutSeconds} s, but a batch for a slow shop needs ${LEAST_CONSUME} s.`,
      why: 'Lambda stops runs before they end: answers to creates are lost, and signups use up receives.',
      fix: 'Set timeout to 30.',
    }),
    ...when(
      paths.some((path) => key.startsWith(`${path}/`)),
      {
        severity: 'danger',
        rule: 'ledger-key-path',
        where: key,
        what: 'The ledger key is stored below the path of the stores or of the sources.',
        why: 'Every program that may read them could read the key too, so consume refuses to start.',
        fix: 'Set ledgerKeyParameter to a name outside storesPath and sourcesPath, and move the key there.',
      },
    ),
    ...when(paths.length === 2 && overlap(stores, sources), {
      severity: 'danger',
      rule: 'sources-path',
      where: sources,
      what: `One of the paths of stores and sources lies inside the other (stores: ${stores}).`,
      why: 'receive could read the token of a shop, so consume and replay refuse to start.',
      fix: 'Set storesPath and sourcesPath to two paths side by side, such as /signup-relay/prod/stores and /signup-relay/prod/sources, and move the parameters there.',
    }),
  ];
}

/** Reserved concurrency throttles, and throttled batches use up receives. MaximumConcurrency does not. */
function reservedRule(
  { name: where, reservedConcurrency: reserved }: FunctionFacts,
  maximumConcurrency = Number.POSITIVE_INFINITY,
): readonly Finding[] {
  if (reserved === undefined) return [];
  const isLow = reserved < maximumConcurrency;
  return [
    {
      severity: isLow ? 'danger' : 'warning',
      rule: 'reserved-concurrency',
      where,
      what:
        reserved === 0
          ? 'Reserved concurrency is 0: the function cannot run.'
          : `Reserved concurrency is ${reserved}${isLow ? ', below MaximumConcurrency' : ''}.`,
      why: 'Batches above this limit are throttled. Each throttled batch uses up receives, until healthy signups become dead letters.',
      fix: 'Remove it, and limit the runs with maximumConcurrency. To stop consume, disable its event source mapping.',
    },
  ];
}

const receiveRules = ({
  name: where,
  timeoutSeconds,
  reservedConcurrency,
}: FunctionFacts): readonly Finding[] => [
  ...when(timeoutSeconds < LEAST_RECEIVE, {
    severity: 'warning',
    rule: 'receive-timeout',
    where,
    what: `The timeout is ${timeoutSeconds} s, but two attempts at Parameter Store and SQS need ${LEAST_RECEIVE} s.`,
    why: 'Tools get a 5xx although the second attempt could succeed.',
    fix: 'Set receiveTimeout to 10.',
  }),
  ...when(reservedConcurrency !== undefined && reservedConcurrency < 5, {
    severity: 'danger',
    rule: 'reserved-concurrency',
    where,
    what: `Reserved concurrency is ${reservedConcurrency ?? 0}.`,
    why: 'Webhooks above this limit get a 503, and some tools never send again.',
    fix: 'Remove it. The rate limit of the HTTP API protects the function.',
  }),
];

const everyFunction = ({ name: where, runtime, logRetentionDays }: FunctionFacts) => [
  ...when(Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? 0) < LEAST_NODE, {
    severity: 'danger',
    rule: 'runtime',
    where,
    what: `The runtime is ${runtime}, but the bundles are built for nodejs${LEAST_NODE}.x.`,
    why: 'The function may fail to start, and AWS stops patching old runtimes.',
    fix: `Set runtime to nodejs${LEAST_NODE}.x.`,
  }),
  ...when(logRetentionDays === undefined, {
    severity: 'warning',
    rule: 'log-retention',
    where,
    what: 'Its logs never expire.',
    why: 'Storage costs grow, and keyed hashes of people are kept longer than needed.',
    fix: 'Set logRetentionDays.',
  }),
];

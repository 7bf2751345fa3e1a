import type { FunctionFacts } from '../facts.ts';
import { type Finding, when } from '../finding.ts';
import type { RelayParts } from '../parts.ts';

/** One call may take 10 s at a slow shop, and a signup needs at least two. Seconds. */
const LEAST_CONSUME = 20;
/** Two tries at Parameter Store and two at SQS, 2 s each. Seconds. */
const LEAST_RECEIVE = 9;
/** The one that the bundles are built for. */
const LEAST_NODE = 24;

/** What the functions must be set to. */
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
  what: 'There is no function that takes signups off the queue.',
  why: 'Nothing is delivered, and SQS deletes signups after a week.',
  fix: 'Deploy the function consume.',
};

function consumeRules(
  consume: FunctionFacts,
  maximumConcurrency: number | undefined,
): readonly Finding[] {
  const { name: where, timeoutSeconds, recursiveLoop, env } = consume;
  const stores = (env['STORES_PATH'] ?? '').replace(/\/+$/, '');
  return [
    ...reservedRule(consume, maximumConcurrency),
    ...when(maximumConcurrency !== undefined && maximumConcurrency < 2, {
      severity: 'danger',
      rule: 'maximum-concurrency',
      where,
      what: `MaximumConcurrency is ${maximumConcurrency ?? 0}.`,
      why: 'Lambda takes no less than 2; one run behind a slow shop would hold all stores up.',
      fix: 'Set maximumConcurrency to 2 or more.',
    }),
    ...when(recursiveLoop !== 'Allow', {
      severity: 'danger',
      rule: 'recursive-loop',
      where,
      what: `RecursiveLoop is ${recursiveLoop}, not Allow.`,
      why: 'Postponing sends a copy to the queue that consume reads: after about 16 rounds Lambda takes it for a runaway loop and drops it.',
      fix: 'Set recursiveLoop: Allow. The retry horizon ends every loop.',
    }),
    ...when(timeoutSeconds < LEAST_CONSUME, {
      severity: 'danger',
      rule: 'consume-timeout',
      where,
      what: `The timeout is ${timeoutSeconds} s; a batch needs ${LEAST_CONSUME} s at a slow shop.`,
      why: 'Runs are cut off in the middle: answers of creates are lost and signups use up receives.',
      fix: 'Set timeout to 30.',
    }),
    ...when(stores !== '' && env['LEDGER_KEY_PARAMETER']?.startsWith(`${stores}/`) === true, {
      severity: 'danger',
      rule: 'ledger-key-path',
      where: env['LEDGER_KEY_PARAMETER'] ?? where,
      what: 'The key of the ledger lies inside the path of the stores.',
      why: 'Whoever may read stores could recognise people in the ledger; consume refuses to start.',
      fix: 'Set ledgerKeyParameter to a name outside storesPath, and move the key there.',
    }),
  ];
}

/** Reserved concurrency throttles: unlike MaximumConcurrency it uses up receives. */
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
          ? 'Reserved concurrency is 0: the function is switched off.'
          : `Reserved concurrency is ${reserved}${isLow ? ', below MaximumConcurrency' : ''}.`,
      why: 'Batches beyond it are throttled, and every throttled batch uses up receives until healthy signups become dead letters.',
      fix: 'Remove it; bound the runs by maximumConcurrency. To stop consume, disable its event source mapping.',
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
    what: `The timeout is ${timeoutSeconds} s; two tries at Parameter Store and SQS need ${LEAST_RECEIVE} s.`,
    why: 'Tools get a 5xx although the second try would have gone through.',
    fix: 'Set receiveTimeout to 10.',
  }),
  ...when(reservedConcurrency !== undefined && reservedConcurrency < 5, {
    severity: 'danger',
    rule: 'reserved-concurrency',
    where,
    what: `Reserved concurrency is ${reservedConcurrency ?? 0}.`,
    why: 'Webhooks beyond it get a 503, and some tools never come again.',
    fix: 'Remove it; the rate of the HTTP API protects the function.',
  }),
];

const everyFunction = ({ name: where, runtime, logRetentionDays }: FunctionFacts) => [
  ...when(Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? 0) < LEAST_NODE, {
    severity: 'danger',
    rule: 'runtime',
    where,
    what: `The runtime is ${runtime}; the bundles are built for nodejs${LEAST_NODE}.x.`,
    why: 'The function may fail to start, and AWS stops patching old runtimes.',
    fix: `Set runtime to nodejs${LEAST_NODE}.x.`,
  }),
  ...when(logRetentionDays === undefined, {
    severity: 'warning',
    rule: 'log-retention',
    where,
    what: 'Its logs are kept for ever.',
    why: 'They cost money, and keyed hashes of people outlive what they were kept for.',
    fix: 'Set logRetentionDays.',
  }),
];

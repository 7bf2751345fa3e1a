import { createLedger } from '../../aws/ledger/ledger.ts';
import { createLogs } from '../../aws/logs.ts';
import { createDeadLetters } from '../../aws/queues/dead-letters.ts';
import { listLetters } from '../../dead-letters/list.ts';
import { counted } from '../../util/counted.ts';
import { harmless, jsonText } from '../../util/harmless.ts';
import type { AddCommands } from '../command-context.ts';
import type { Deployment } from '../deployment.ts';
import { duration, iso, timeOf } from '../output/format.ts';
import { openProgress, withProgress } from '../output/progress.ts';
import { paint, type Screen } from '../output/table.ts';
import { selectStores, storedStores } from '../stores/read-stores.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { describeStory } from './describe-story.ts';
import type { KnownCustomer } from './find-customers.ts';
import { type Traced, type TraceDeps, traceSignups } from './trace-signups.ts';

interface TraceOptions {
  readonly store?: string;
  readonly since: string;
  readonly json?: boolean;
}

export const addTraceCommands: AddCommands = (program, context) => {
  const { terminal, finish } = context;
  program
    .command('trace')
    .summary('show the history of a signup, or of all signups of a person')
    .description(
      'Shows the history of a signup: receipt, attempts with their calls, waits, outcome, dead letters and replays. For a person: all signups in the logs, and the customers in the ledger. Prints no personal data.',
    )
    .argument('<what>', 'event id, delivery id, message id, trace id, e-mail or phone')
    .option('--store <name>', 'only this store; its country is used for a national phone')
    .option('--since <time>', 'how far back to search: 7d, 12h, 30m, or a time', '7d')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', HELP)
    .action(async (text: string, { store, since, json }: TraceOptions) => {
      const until = terminal.now();
      const from = parseSince(since, until);
      const deps = await openTrace(context.deployment(), terminal);
      if (store !== undefined) selectStores(deps.stores, [store]);
      const query = { text, from, until, ...(store !== undefined && { store }) };
      const traced = await traceSignups(query, deps);
      terminal.print(json === true ? toJson(traced) : describeTraced(traced, terminal));
      finish(traced.signups.length + traced.customers.length > 0 ? 0 : 1);
    });
};

const HELP = `
Exit codes: 0 found, 1 nothing found, 2 could not run, or logs, ledger or queue cannot be read.

  npx signup-relay trace pos-101-000042 --stage prod
  npx signup-relay trace ada@example.com --stage prod --since 30d
  npx signup-relay trace 0912345678 --store tw-main --stage prod --json`;

/** Opens logs, ledger and dead-letter queue of a relay. @throws UsageError a resource name is not set. @throws WaitError */
export async function openTrace(
  relay: Deployment,
  terminal: Terminal,
  patience: Pick<Parameters<typeof createDeadLetters>[0], 'waitSeconds'> = {},
): Promise<TraceDeps> {
  const groups = {
    consume: relay.requiredName('CONSUME_LOG_GROUP'),
    receive: relay.requiredName('RECEIVE_LOG_GROUP'),
  };
  const table = relay.ledgerTable();
  const [stores, digest] = await Promise.all([storedStores(relay), relay.digest()]);
  const { now, sleep, signal } = terminal;
  const url = relay.optionalName('DEAD_LETTER_QUEUE_URL');
  const progress = openProgress(terminal, 'Searching logs, page', 0);
  let pages = 0;
  const onPage = (): void => progress.advance((pages += 1));
  const logs = createLogs({ client: relay.logs(), groups, onPage });
  return {
    stores,
    digest,
    ledger: createLedger({ table, digest, now }),
    logs: { find: (query) => logs.find(query).finally(() => progress.end()) },
    ...(url !== undefined && {
      listLetters: (selection) =>
        withProgress(terminal, 'Searching dead letters', (advance) =>
          listLetters(
            selection,
            {
              deadLetters: createDeadLetters({ client: relay.sqs(), url, ...patience }),
              now,
              sleep,
              signal,
            },
            ({ done, total }) => advance(done, total),
          ),
        ),
    }),
  };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `7d`, `12h`, `30m` before now, or a time. @returns milliseconds since the epoch. @throws UsageError */
export function parseSince(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNITS_MS[unit] ?? 0);
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`--since takes 7d, 12h, 30m or a time such as 2026-09-15T03:20:00Z.`);
}

/** Names of fields that hold a time, in milliseconds since the epoch. */
const TIME = /^(?:at|from|until|time)$|(?:At|Since|Until)$/;

/** The result of a trace as JSON; times as ISO 8601. */
export const toJson = ({ searched, customers, signups }: Traced): string =>
  jsonText({ searched, customers, signups }, (key, value) =>
    typeof value === 'number' && TIME.test(key) ? iso(value) : value,
  );

/** The result of a trace as text. */
export function describeTraced(traced: Traced, screen: Screen): string {
  const { customers, signups, searched } = traced;
  const ago = duration(searched.until - searched.from);
  if (customers.length === 0 && signups.length === 0) return describeNothing(traced, ago);
  return [
    ...customers.map((customer) => describeCustomer(customer, screen)),
    ...signups.map((story) => describeStory(story, screen)),
    `${counted(signups.length, 'signup')} in the logs of the last ${ago}. All times are UTC.${unseen(traced)}`,
  ].join('\n\n');
}

function describeCustomer(customer: KnownCustomer, screen: Screen): string {
  const { store, customerId, formerCustomerId, events } = customer;
  const head = `${paint(screen, 'bold', `customer ${harmless(customerId ?? 'unknown')}`)}  in store ${harmless(store)}`;
  const facts = [
    formerCustomerId !== undefined &&
      `earlier customer ${harmless(formerCustomerId)} was deleted in the shop`,
    customerId === undefined &&
      customer.creatingSince !== undefined &&
      `a create was sent before ${timeOf(customer.creatingSince)}, and no answer came`,
    customer.takenSince !== undefined &&
      `since ${timeOf(customer.takenSince)} the shop refuses a create with this contact, and shows no customer that has it`,
    customer.leasedUntil !== undefined &&
      `leased by an attempt until ${timeOf(customer.leasedUntil)}: this state may be stale`,
    ...events.map(
      ({ eventId, source, time, fields }) =>
        `${timeOf(time)}  ${source === '' ? 'the shop itself' : `event ${harmless(eventId)} from ${harmless(source)}`} set ${counted(fields, 'field')}`,
    ),
  ].filter((fact) => fact !== false);
  return [head, ...facts.map((fact) => `  ${fact}`)].join('\n');
}

function describeNothing({ label, searched }: Traced, ago: string): string {
  const stores = searched.stores.length === 0 ? 'no store' : harmless(searched.stores.join(', '));
  const places = [
    `the logs of receive and consume since ${timeOf(searched.from)} (${ago})`,
    ...(searched.wholeDeadLetterQueue === undefined ? [] : ['the dead-letter queue']),
    ...(searched.asContact ? [`the ledger, stores: ${stores}`] : []),
  ];
  return [
    `Nothing was found about ${harmless(label)}.`,
    ``,
    `Searched`,
    ...places.map((place) => `  ${place}`),
    ``,
    `Check`,
    `  the time: --since 30d searches further back; older logs are deleted`,
    `  the relay: --stage or --env must name the relay that received the signup`,
    `  the store: a phone without calling code needs the store's country`,
    `  the sender: a refused delivery has no id, only a line "refused" in the log of receive`,
    ...(unseen({ searched }) === '' ? [] : [unseen({ searched }).trim()]),
  ].join('\n');
}

/** The part that was not searched. */
function unseen({ searched }: Pick<Traced, 'searched'>): string {
  if (searched.wholeDeadLetterQueue === undefined) {
    return ' The dead-letter queue was not searched: DEAD_LETTER_QUEUE_URL is not set.';
  }
  return searched.wholeDeadLetterQueue
    ? ''
    : ' Not all dead letters were seen: another command or function is reading some.';
}

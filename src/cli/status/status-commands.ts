import { queueDepth } from '../../aws/queues/queue-depth.ts';
import type { QueueDepth } from '../../dead-letters/ports.ts';
import type { AddCommands, CommandContext, OutputOptions } from '../command-context.ts';
import type { ResourceName } from '../deployment.ts';
import { commandLine } from '../output/format.ts';
import { counted, grouped } from '../../util/counted.ts';
import { paint } from '../output/table.ts';
import { harmless, jsonText } from '../../util/harmless.ts';

/** What a relay consists of, and what waits in it. */
interface Status {
  /** By the names of `ROWS`; without what this relay does not have. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly signups: Depth;
  readonly deadLetters: Depth;
}

type Depth = Omit<QueueDepth, 'at'>;

/** Labels in the order of the output. */
const ROWS: readonly (readonly [string, ResourceName])[] = [
  ['queue', 'SIGNUPS_QUEUE_URL'],
  ['dead letters', 'DEAD_LETTER_QUEUE_URL'],
  ['ledger', 'LEDGER_TABLE'],
  ['stores', 'STORES_PATH'],
  ['archive', 'ARCHIVE_BUCKET'],
  ['calls shops by', 'EGRESS_ADDRESS'],
  ['log of consume', 'CONSUME_LOG_GROUP'],
  ['log of receive', 'RECEIVE_LOG_GROUP'],
];

export const addStatusCommands: AddCommands = (program, context) => {
  program
    .command('status')
    .summary('print the addresses and what waits')
    .description(
      'Prints the addresses of the relay, and how many signups and dead letters wait. Changes nothing.',
    )
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 2 could not run. SQS counts approximately.

  npx signup-relay status --env local.env
  npx signup-relay status --stage prod --json`,
    )
    .action(async ({ json }: OutputOptions) => {
      const { terminal } = context;
      const status = await readStatus(context);
      terminal.print(json === true ? jsonText(status) : describeStatus(status, context));
    });
};

/** @throws UsageError an address is not set. @throws WaitError a queue cannot be reached. */
async function readStatus({ terminal, deployment }: CommandContext): Promise<Status> {
  const relay = deployment();
  const client = relay.sqs();
  const depthOf = (name: ResourceName): Promise<Depth> =>
    queueDepth({ client, url: relay.requiredName(name) });
  const [signups, deadLetters] = await Promise.all([
    depthOf('SIGNUPS_QUEUE_URL'),
    depthOf('DEAD_LETTER_QUEUE_URL'),
  ]);
  const base = terminal.env['PUBLIC_URL']?.trim().replace(/\/+$/, '');
  const rows = ROWS.flatMap(([label, name]) => {
    const value = relay.optionalName(name);
    return value === undefined ? [] : [[label, value] as const];
  });
  const webhooks = base ? [['webhooks', `${base}/webhooks/<store>/<source>`] as const] : [];
  return { addresses: Object.fromEntries([...webhooks, ...rows]), signups, deadLetters };
}

const WIDTH = 16;

function describeStatus(
  { addresses, signups, deadLetters }: Status,
  { terminal }: Pick<CommandContext, 'terminal'>,
): string {
  const row = (label: string, text: string): string => `  ${label.padEnd(WIDTH)}${text}`;
  const { waiting, inFlight, delayed } = signups;
  const letters = deadLetters.waiting + deadLetters.inFlight + deadLetters.delayed;
  return [
    paint(terminal, 'bold', 'Addresses'),
    ...Object.entries(addresses).map(([label, text]) => row(label, harmless(text))),
    '',
    paint(terminal, 'bold', 'Waiting'),
    row(
      'signups',
      `${grouped(waiting)} to be taken, ${grouped(inFlight)} in work, ${grouped(delayed)} for a later attempt`,
    ),
    row('dead letters', grouped(letters)),
    ...(letters === 0
      ? []
      : ['', `To see ${counted(letters, 'letter')}: ${commandLine(terminal, 'dlq list')}`]),
  ].join('\n');
}

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { countMessages } from '../../src/local/aws/queue-calls.ts';
import { type Child, startChild } from '../child.ts';
import { storeAt } from '../consume/arena.ts';
import { digits, megabytes, times } from '../format.ts';
import type { Part, Row, SuiteOptions } from '../row.ts';
import type { Usage } from '../usage.ts';

export const LETTERS: Part = {
  key: 'letters',
  title: 'Dead letters',
  unit: 'seconds',
  notes: [
    'The commands of the operator, each in a process of its own, on a queue with 10,000 dead letters of 2 KB; with `--full` also with 100,000. Every letter is for a store that exists and would be delivered. The replay is executed at the highest rate; meanwhile a reader empties the signups queue, as `consume` would. The comparison is the CPU time of the command per letter, with that at 10,000 as one: the whole time is also that of the embedded queue. The memory is the command’s own.',
  ],
  measure: measureLetters,
};

const MOST_BYTES = 512_000_000;
/** A start of a process takes part of the shorter time, so a larger number is never slower by it. */
const MOST_GROWTH = 1.15;

const COMMANDS = {
  'dlq list': ['dlq', 'list'],
  'dlq replay, dry run': ['dlq', 'replay', '--all'],
  'dlq replay, executed': ['dlq', 'replay', '--all', '--execute', '--rate', '100000'],
} as const;
type Command = keyof typeof COMMANDS;

interface Ran extends Usage {
  readonly letters: number;
  readonly wallMs: number;
}

async function measureLetters({ size, isFull }: SuiteOptions): Promise<readonly Row[]> {
  const few = Math.max(1_000, Math.round(10_000 * size));
  const numbers = isFull ? [few, few * 10] : [few];
  const ran = new Map<Command, Ran[]>();
  for (const letters of numbers) {
    for (const [command, one] of await runAll(letters)) {
      ran.set(command, [...(ran.get(command) ?? []), one]);
    }
  }
  return [...ran].flatMap(([command, all]) => all.map((one) => toRow(command, one, all[0])));
}

function toRow(command: Command, ran: Ran, first: Ran | undefined): Row {
  const { letters, wallMs, cpuMs, peakBytes } = ran;
  const growth = first ? cpuMs / letters / (first.cpuMs / first.letters) : Number.NaN;
  const row = {
    name: `${letters.toLocaleString('en-US')} letters: ${command}`,
    measured: digits(wallMs / 1_000),
    cpu: digits((cpuMs / letters) * 10),
    memory: megabytes(peakBytes),
  };
  const isSmall = peakBytes < MOST_BYTES;
  if (ran === first) return { ...row, goal: { target: 'below 512 MB', isReached: isSmall } };
  return {
    ...row,
    ratio: times(growth),
    goal: {
      target: `below 512 MB, ≤ ${MOST_GROWTH} × per letter`,
      isReached: isSmall && growth <= MOST_GROWTH,
    },
  };
}

/** Fills a queue of its own, and runs the commands in their order: the last one empties it. */
async function runAll(letters: number): Promise<readonly (readonly [Command, Ran])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-letters-'));
  const [services, shop] = await Promise.all([
    startChild(new URL('../services.ts', import.meta.url)),
    startChild(new URL('../stub-shop.ts', import.meta.url)),
  ]);
  try {
    const env = await services.ask<Record<string, string>>({ kind: 'env' });
    const store = storeAt(await shop.ask<string>({ kind: 'address' }));
    await services.ask({ kind: 'putStore', name: 'bench', store });
    const file = join(folder, 'local.env');
    writeFileSync(file, linesOf(env));
    await fill(env, letters);
    const done: (readonly [Command, Ran])[] = [];
    for (const command of Object.keys(COMMANDS) as Command[]) {
      const reader = startReader(env);
      const used = await run(COMMANDS[command], file, join(folder, 'usage.json'));
      await reader.stop();
      done.push([command, { ...used, letters }]);
    }
    const { DEAD_LETTER_QUEUE_URL: url = '', AWS_ENDPOINT_URL_SQS: endpoint = '' } = env;
    const { visible, hidden } = await countMessages(endpoint, { url, arn: '' });
    if (visible + hidden > 0) throw new Error(`${visible + hidden} dead letters were not replayed`);
    return done;
  } finally {
    await Promise.all([services, shop].map((each: Child) => each.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const linesOf = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join('');

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** @throws Error the command failed; it has its output. */
async function run(
  args: readonly string[],
  envFile: string,
  usageFile: string,
): Promise<Omit<Ran, 'letters'>> {
  const node = ['--import', fileOf('report-usage.ts'), fileOf('../../bin/signup-relay.js')];
  const begin = performance.now();
  await promisify(execFile)(process.execPath, [...node, '--env', envFile, ...args], {
    env: { PATH: process.env['PATH'], BENCH_USAGE: usageFile },
    maxBuffer: 1_000_000_000,
  });
  const wallMs = performance.now() - begin;
  return { wallMs, ...(JSON.parse(readFileSync(usageFile, 'utf8')) as Usage) };
}

type Env = Readonly<Record<string, string>>;

const PADDING = 'x'.repeat(1_500);

async function fill(env: Env, letters: number): Promise<void> {
  const input = { QueueUrl: env['DEAD_LETTER_QUEUE_URL'] };
  for (let from = 0; from < letters; from += 10) {
    const Entries = Array.from({ length: 10 }, (_, at) => entryOf(from + at));
    await sqs(env, 'SendMessageBatch', { ...input, Entries });
  }
}

/** A signup that the shop could not take for a day. */
function entryOf(at: number): object {
  const body = {
    specversion: '1.0',
    id: `letter-${at}`,
    source: '/bench',
    type: 'customer.signed_up',
    time: '2026-11-20T03:00:00Z',
    data: {
      store: 'bench',
      customer: { email: `p${at}@example.com`, firstName: 'Ada', lastName: 'Lin', note: PADDING },
    },
  };
  const now = new Date().toISOString();
  const texts = {
    reason: 'retries_exhausted',
    detail: 'POST /customers answered 503',
    store: 'bench',
    source: '/bench',
    eventId: `letter-${at}`,
    firstSeenAt: now,
    failedAt: now,
  };
  const attributes = Object.entries(texts).map(
    ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
  );
  return {
    Id: String(at),
    MessageBody: JSON.stringify(body),
    MessageAttributes: {
      ...Object.fromEntries(attributes),
      attempts: { DataType: 'Number', StringValue: '5' },
    },
  };
}

/** Takes what a replay sends to the signups queue. */
function startReader(env: Env): { readonly stop: () => Promise<void> } {
  const input = { QueueUrl: env['SIGNUPS_QUEUE_URL'] };
  const stopping = new AbortController();
  const read = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { Messages = [] } = await sqs<{ readonly Messages?: readonly Received[] }>(
        env,
        'ReceiveMessage',
        { ...input, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
      );
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      if (Entries.length > 0) await sqs(env, 'DeleteMessageBatch', { ...input, Entries });
    }
  };
  const reading = read();
  return {
    stop: async () => {
      stopping.abort();
      await reading;
    },
  };
}

interface Received {
  readonly ReceiptHandle: string;
}

const sqs = async <T = unknown>(env: Env, operation: string, input: object): Promise<T> =>
  awsJson<T>({
    endpoint: env['AWS_ENDPOINT_URL_SQS'] ?? '',
    target: `AmazonSQS.${operation}`,
    input,
  });

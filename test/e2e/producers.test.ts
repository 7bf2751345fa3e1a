import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AwsProxy, openAwsProxy } from '../support/aws-proxy.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';

// Runs the programs of docs/producers.md as they stand there. The relay delivers what they send.

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/producers.md'), 'utf8');
const STAND_INS = join(root, 'test/producer/stand-ins');

let folder: string;
let consumer: Consumer;
let proxy: AwsProxy;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signup-relay-producers-'));
  consumer = await openConsumer();
  proxy = await openAwsProxy(consumer.sqs.endpoint);
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await proxy.close();
  await consumer.close();
  rmSync(folder, { recursive: true });
});

/** A program of the page, by its file name. */
function programOf(name: string): string {
  const blocks = [...page.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const program = blocks.find((text) => text.split('\n', 3).some((line) => line.includes(name)));
  if (program === undefined) throw new Error(`docs/producers.md has no ${name}`);
  return program;
}

const write = (name: string, text = programOf(name)): void =>
  writeFileSync(join(folder, name), text);

const answers = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A program, with the queue and nothing else of this environment. */
async function run(command: string, ...args: readonly string[]): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    // The AWS SDK for JavaScript warns of Node.js 20.
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL_SQS: proxy.url,
    SIGNUPS_QUEUE_URL: consumer.sqs.signups.url.replace(consumer.sqs.endpoint, proxy.url),
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: folder, env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

interface BatchInput {
  readonly Entries: readonly { readonly Id: string; readonly MessageGroupId: string }[];
}

const batches = () => proxy.calls().map(({ input }) => input as unknown as BatchInput);

/** SQS takes no entry of the first calls, and answers 200 as it does. */
function failFirst(calls: number, SenderFault: boolean): void {
  let left = calls;
  proxy.set(async ({ input }, forward) => {
    left -= 1;
    if (left < 0) return forward();
    const { Entries } = input as unknown as BatchInput;
    return { Failed: Entries.map(({ Id }) => ({ Id, SenderFault, Code: 'InternalError' })) };
  });
}

/** Ends with 0 on a Node.js that is older than this one, and new enough for the package. */
const IS_OLDER = `
  const [major, minor] = process.versions.node.split('.').map(Number);
  process.exit(major < 24 && (major > 20 || (major === 20 && minor >= 19)) ? 0 : 1);
`;

const emails = (): readonly unknown[] => consumer.shoplazza.customers().map(({ email }) => email);

/** Compilers and the AWS CLI take seconds, and on a busy machine more. */
const TIME = { timeout: 120_000 };

interface Program {
  readonly name: string;
  readonly isThere: boolean;
  /** What has to be done once before it can run. */
  readonly make?: () => Promise<Ended>;
  readonly command: readonly [string, ...string[]];
  readonly email: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'signups.py',
    isThere: answers('python3', '-c', 'import boto3'),
    command: ['python3', 'signups.py'],
    email: 'python@example.com',
  },
  {
    name: 'signups.php',
    isThere: answers('php', '--version'),
    make: () => run('ln', '-s', join(STAND_INS, 'php/vendor'), 'vendor'),
    command: ['php', 'signups.php'],
    email: 'php@example.com',
  },
  {
    name: 'Signups.java',
    // Its compiler takes as much time as all other programs. CI runs it.
    isThere: process.env['PRODUCERS'] === 'all' && answers('javac', '-version'),
    make: () => {
      const sources = join(STAND_INS, 'java');
      const main = 'software/amazon/awssdk/services/sqs/SqsClient.java';
      const options = ['-encoding', 'UTF-8', '-d', '.', '-sourcepath', sources];
      return run('javac', ...options, join(sources, main), 'Signups.java');
    },
    command: ['java', '-cp', '.', 'Signups'],
    email: 'java@example.com',
  },
];

describe.each(PROGRAMS)('$name', TIME, ({ name, isThere, make, command, email }) => {
  const [tool, ...args] = command;

  it.runIf(isThere)('sends again what SQS did not take, and the relay delivers it', async () => {
    write(name);
    expect((await make?.())?.err ?? '').toBe('');
    failFirst(1, false);
    expect(await run(tool, ...args)).toEqual({ code: 0, out: '', err: '' });
    expect(batches()).toHaveLength(2);
    expect(batches()[1]?.Entries).toMatchObject([{ Id: '0', MessageGroupId: 'us-main' }]);
    expect(await consumer.deliver()).toEqual([]);
    expect(emails()).toContain(email);
    const found = consumer.shoplazza.customers().find((one) => one.email === email);
    expect(found).toMatchObject({ first_name: '小美', accepts_marketing: true });
  });

  it.runIf(isThere)('ends with an error where SQS refuses an event', async () => {
    failFirst(9, true);
    const { code, err, out } = await run(tool, ...args);
    expect(code).not.toBe(0);
    expect(batches()).toHaveLength(1);
    expect(`${err}${out}`).toMatch(/SQS refused/);
    expect(`${err}${out}`).not.toContain(email);
  });
});

const [, EVENT = ''] = /^## The event\n```json\n([\s\S]*?)^```$/m.exec(page) ?? [];
const eventFor = (email: string): string => {
  const event = JSON.parse(EVENT) as { readonly data: { readonly customer: object } };
  const customer = { ...event.data.customer, email, phone: undefined };
  return JSON.stringify({ ...event, id: email.split('@')[0], data: { ...event.data, customer } });
};
const shopEmails = (): readonly unknown[] =>
  consumer.shopline.customers().map(({ email }) => email);

/** Version 1 of the AWS CLI takes the address of the queue as an option only. */
const shell = (text: string): Promise<Ended> =>
  run('sh', '-c', `aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL_SQS" "$@"; }\n${text}`);

describe('the shell', TIME, () => {
  const hasAws = answers('aws', '--version');
  const hasJq = answers('jq', '--version');

  it('sends the event of the page as it stands there', async () => {
    expect(await consumer.deliver(EVENT)).toEqual([]);
    expect(shopEmails()).toContain('ada@example.com');
  });

  it.runIf(hasAws)('sends one event by the AWS CLI', async () => {
    write('event.json', eventFor('one@example.com'));
    const [command = ''] = /^aws sqs send-message .*$/m.exec(page) ?? [];
    expect(await shell(command)).toMatchObject({ code: 0, err: '' });
    expect(proxy.calls()[0]?.input).toMatchObject({ MessageGroupId: 'tw-main' });
    expect(await consumer.deliver()).toEqual([]);
    expect(shopEmails()).toContain('one@example.com');
  });

  it.runIf(hasAws && hasJq)('sends many events, and fails where SQS takes a part', async () => {
    const wanted = Array.from({ length: 12 }, (_, at) => `many-${at}@example.com`);
    write('events.jsonl', wanted.map((email) => `${eventFor(email)}\n`).join(''));
    failFirst(1, false);
    const failed = await shell(programOf('send-signups.sh'));
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.err).toContain('InternalError');
    proxy.reset();
    expect(await shell(programOf('send-signups.sh'))).toEqual({ code: 0, out: '', err: '' });
    expect(batches().map(({ Entries }) => Entries.length)).toEqual([10, 2]);
    expect(await consumer.deliver()).toEqual([]);
    expect(shopEmails()).toEqual(expect.arrayContaining(wanted));
  });

  it.runIf(hasJq && answers('curl', '--aws-sigv4', 'aws:amz', '--version'))(
    'sends one event by curl, and fails where SQS does',
    async () => {
      write('event.json', eventFor('curl@example.com'));
      write('send-signup.sh');
      const sent = await run('sh', 'send-signup.sh');
      expect(sent).toMatchObject({ code: 0, err: '' });
      expect(sent.out).toContain('MessageId');
      expect(proxy.calls()[0]?.input).toMatchObject({ MessageGroupId: 'tw-main' });
      expect(await consumer.deliver()).toEqual([]);
      expect(shopEmails()).toContain('curl@example.com');
      proxy.set(async () => 'reset');
      expect((await run('sh', 'send-signup.sh')).code).not.toBe(0);
    },
  );
});

/** This Node.js, and an older one that the package must run on, where the machine has one. */
const NODES = [
  process.execPath,
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'node'))
    .filter((path) => existsSync(path) && answers(path, '-e', IS_OLDER))
    .slice(0, 1),
];

describe('the package', TIME, () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const compile = (...args: readonly string[]) =>
    run(process.execPath, tsc, '--strict', '--exactOptionalPropertyTypes', ...args);

  beforeAll(async () => {
    await run(process.execPath, join(root, 'scripts/package-events.ts'), folder);
    write('package.json', JSON.stringify({ name: 'a-backend', private: true, type: 'module' }));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    const file = `./signup-relay-events-${version}.tgz`;
    const installed = await run('npm', 'install', '--offline', '--no-audit', '--no-fund', file);
    if (installed.code !== 0) throw new Error(installed.err);
    // The caller's own packages: the AWS SDK, and the types of Node.js.
    for (const name of ['@aws-sdk', '@types']) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
  }, TIME.timeout);

  it('is as large as the page says', () => {
    const [, said = ''] = /one file without other packages: (\d+) KB/.exec(page) ?? [];
    const { size } = statSync(join(folder, 'node_modules/signup-relay-events/index.js'));
    expect(Math.abs(size / 1_000 - Number(said))).toBeLessThan(30);
  });

  it('has types that stand alone', async () => {
    const text = "import { signedUp } from 'signup-relay-events';\nvoid signedUp;\n";
    write('alone.ts', text);
    const args = ['--noEmit', '--types', '', '--lib', 'es2022', '--module', 'nodenext'];
    expect(await compile(...args, 'alone.ts')).toEqual({ code: 0, out: '', err: '' });
  });

  it('does not take what a signup has not', async () => {
    write(
      'wrong.ts',
      `import { signedUp } from 'signup-relay-events';
       signedUp({ id: '1', source: '/x', store: 'tw-main', customer: { email: 'ada@example.com' } });
       signedUp({ id: '1', source: '/x', time: '', store: 'tw-main', customer: { gender: 'f' } });
       signedUp({ id: '1', source: '/x', time: '', store: 'tw-main', costumer: {}, customer: {} });`,
    );
    const { code, out } = await compile(
      '--noEmit',
      '--types',
      '',
      '--module',
      'nodenext',
      'wrong.ts',
    );
    expect(code).not.toBe(0);
    expect([...out.matchAll(/^wrong\.ts\((\d)/gm)].map(([, line]) => line)).toEqual([
      '2',
      '3',
      '4',
    ]);
    expect(out).toMatch(/'time' is missing[\s\S]*"f"[\s\S]*'costumer'/);
  });

  it.each(NODES)('sends by the program of the page, on %s', async (node) => {
    write('signups.ts');
    const args = [
      '--types',
      'node',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
    ];
    expect(await compile(...args, 'signups.ts')).toEqual({ code: 0, out: '', err: '' });
    failFirst(1, false);
    const { code, out, err } = await run(node, 'signups.js');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^sent as [\w-]+; the shop has no place for: customer\.gender\n$/);
    expect(batches()).toHaveLength(2);
    expect(batches()[1]?.Entries).toMatchObject([{ Id: '0', MessageGroupId: 'us-main' }]);
    expect(await consumer.deliver()).toEqual([]);
    expect(emails()).toContain('node@example.com');
  });

  it.each(NODES)('says what SQS refused, on %s', async (node) => {
    failFirst(9, true);
    expect(await run(node, 'signups.js')).toEqual({
      code: 1,
      out: '',
      err: 'event 0, refused: SQS refused it: InternalError\n',
    });
  });

  it.each(NODES)('can be required, on %s', async (node) => {
    const text = `const { check, signedUp } = require('signup-relay-events');
      const signup = { id: '1', source: '/x', time: new Date(0), store: 'tw-main', customer: { email: 'ada@bücher.example' } };
      console.log(check(signedUp(signup)).hidden.length);
      try { signedUp({ ...signup, customer: {} }) } catch (error) { console.log(error.message) }`;
    write('required.cjs', text);
    const { code, out } = await run(node, 'required.cjs');
    expect(code).toBe(0);
    expect(out).toBe(
      '0\nthe signup is not valid: /customer needs an `email` or a `phone` (anyOf)\n',
    );
  });
});

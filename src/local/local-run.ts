import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readFacts } from '../cli/probe/facts-file.ts';
import { UsageError } from '../cli/usage-error.ts';
import type { ShopFacts } from '../generated/types.ts';
import { harmlessLines } from '../util/harmless.ts';
import { outcomeLine, paintStdout, wrongUsage } from './format.ts';
import type { LocalFunctions } from './lambda/open-functions.ts';
import { ANY_PORTS, FIXED_PORTS } from './local-ports.ts';
import { type LocalRelay, openLocalRelay } from './local-relay.ts';
import { askRelay, describePorts } from './other-relay.ts';
import { ENV_FILE, type EnvFile, openLogFile, writeEnvFile } from './run-files.ts';
import type { SignupLine } from './signup-line.ts';
import { deliverSamples } from './samples/deliver.ts';

const START_USAGE = `Usage: npm start [-- options]

Runs the whole relay on this machine, without Docker and without an AWS account. It delivers the samples
of events/ and then stays up for your own events. While it runs, the file local.env in the current folder
holds its addresses: npx signup-relay --env local.env … works on the local relay.

  --once          end after the samples: exit code 0 if each ended as events/samples.json expects, else 1
  --facts <file>  the sandbox shop of that platform behaves as the one that store probe measured
  --verbose       also print the functions' log lines (on stderr)
  --help          show this`;

interface StartOptions {
  readonly once: boolean;
  readonly facts: readonly string[];
  readonly verbose: boolean;
  readonly help: boolean;
}

interface LocalRunDeps {
  /** The command line after the script. */
  readonly args: readonly string[];
  readonly functions: LocalFunctions;
  /** The folder of the samples; ends with a slash. */
  readonly events: URL;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** `npm start`. @returns the exit code: 0, 1 after an unexpected outcome or a failed start, 2 for a wrong command line. */
export async function localRun(deps: LocalRunDeps): Promise<number> {
  let options: StartOptions;
  try {
    options = parseStartOptions(deps.args);
  } catch (error) {
    console.error(wrongUsage(error, START_USAGE));
    return 2;
  }
  if (options.help) {
    console.log(START_USAGE);
    return 0;
  }
  try {
    return await runRelay({ ...options, facts: readAll(options.facts) }, deps);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(harmlessLines(error.message));
    return 2;
  }
}

/** @throws UsageError a file holds no facts, or two are of the same platform. */
function readAll(files: readonly string[]): readonly ShopFacts[] {
  const all = files.map(readFacts);
  if (new Set(all.map(({ platform }) => platform)).size < all.length) {
    throw new UsageError(
      '--facts: there is one sandbox shop of each platform. Name one file for it.',
    );
  }
  return all;
}

/** @throws TypeError an option is unknown; the message names it. */
function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      facts: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

async function runRelay(
  options: Omit<StartOptions, 'facts'> & { readonly facts: readonly ShopFacts[] },
  { functions, events, signal }: LocalRunDeps,
): Promise<number> {
  const log = openLogFile(options.verbose ? showLine : undefined);
  console.log(
    'Starting the relay: SQS, DynamoDB, Parameter Store, two sandbox shops, receive and consume.',
  );
  let relay: LocalRelay;
  try {
    // A run with --once needs no well-known addresses, so it leaves them to another run.
    const ports = options.once ? ANY_PORTS : FIXED_PORTS;
    const startedAt = new Date().toISOString();
    const about = { pid: process.pid, folder: process.cwd(), startedAt };
    const { facts } = options;
    relay = await openLocalRelay({ ports, functions, onLogLine: log.write, about, facts });
  } catch (error) {
    console.error(`The relay did not start: ${messageOf(error)}`);
    showLine(readFileSync(log.path, 'utf8'));
    log.remove();
    return 1;
  }
  const portsNote = options.once ? undefined : await describePorts(relay);
  if (portsNote !== undefined) console.log(portsNote);
  const allExpected = await deliverSamples(relay, events, signal);
  if (!options.once && !signal.aborted) await stayUp(relay, log.path, signal);
  if (signal.aborted) console.log('\nStopping the relay.');
  else if (allExpected)
    console.log('\nnpm start runs the same relay and keeps it up for your own events.');
  else console.log(`\nThe functions' log, until the next start: ${log.path}`);
  await relay.close();
  if (allExpected || signal.aborted) log.remove();
  return options.once && !allExpected ? 1 : 0;
}

/** JSON leaves some characters that steer a terminal as they are. */
const showLine = (text: string): void => console.error(harmlessLines(text));

async function stayUp(relay: LocalRelay, logPath: string, signal: AbortSignal): Promise<void> {
  const env = { ...relay.services.env, PUBLIC_URL: relay.url };
  const envFile = await writeEnvFile(env, { askPid: async (url) => (await askRelay(url))?.pid });
  if (envFile === undefined)
    console.error(
      'local.env was not written: the folder is read-only, or a file of that name is not from npm start.',
    );
  console.log(nextSteps(relay, logPath, envFile));
  relay.subscribe((line) => {
    if (!isEcho(line)) console.log(outcomeLine(line, new Date()));
  });
  // The servers' sockets keep the process alive until the signal.
  // A reader that has gone, as `head` has, may have stopped the run while the file was written.
  if (!signal.aborted) await once(signal, 'abort');
  envFile?.remove();
}

/** The sandbox shops post what the relay writes, too: such a line says nothing about an event of the user. */
const isEcho = ({ source = '', why = '' }: SignupLine): boolean =>
  /^\/webhooks\/[^/]+\/(?:shopline|shoplazza)$/.test(source) &&
  !/refused there|moved|removed in the shop|remembers/.test(why);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The addresses of a running local relay, and commands to try. Every command works as printed. */
function nextSteps(
  { url, services: { sqs, shopline, shoplazza, env } }: LocalRelay,
  logFile: string,
  envFile?: Pick<EnvFile, 'name'>,
): string {
  const heading = (text: string): string => paintStdout('bold', text);
  const customers = (baseUrl: string): string =>
    `curl ${new URL(baseUrl).origin}/_sandbox/customers`;
  // `npm run send` reads local.env by itself.
  const options =
    envFile === undefined
      ? ` --endpoint ${sqs.endpoint} --url ${url}`
      : envFile.name === ENV_FILE
        ? ''
        : ` --env ${envFile.name}`;
  return `
${heading('The relay is running. Ctrl-C stops it.')}

  sign-up page    ${url}/
  page in LINE    ${url}/line
  webhooks        ${url}/webhooks/<store>/<tool>
  queue           ${sqs.signups.url}
  dead letters    ${sqs.deadLetters.url}
  SQS endpoint    ${sqs.endpoint}
  SHOPLINE shop   ${shopline.baseUrl}  (store tw-main)
  Shoplazza shop  ${shoplazza.baseUrl}  (store us-main)
  function logs   ${logFile}

${heading('List the customers')}
  ${customers(shopline.baseUrl)}
  ${customers(shoplazza.baseUrl)}

${heading('Send an event')} from a second terminal
  npm run send -- events/shopline/create.json${options}
  npm run send -- events/webhooks/typeform.json${options}

or with the AWS CLI, 2.15 or later
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\
  aws sqs send-message --region ${env['AWS_REGION']} --endpoint-url ${sqs.endpoint} \\
    --queue-url ${sqs.signups.url} \\
    --message-body file://events/shopline/create.json

${
  envFile === undefined
    ? ''
    : `${heading('Operate the relay')} from a second terminal
  npx signup-relay --env ${envFile.name} status
  npx signup-relay --env ${envFile.name} trigger typeform
  npx signup-relay --env ${envFile.name} dlq list
  npx signup-relay --env ${envFile.name} trace tw-0001
  npx signup-relay --env ${envFile.name} store list
  npx signup-relay --env ${envFile.name} console --open

`
}${heading('Outcomes of your events')}`;
}

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { outcomeLine, wrongUsage } from './format.ts';
import type { LocalFunctions } from './lambda/open-functions.ts';
import { ANY_PORTS, FIXED_PORTS } from './local-ports.ts';
import { type LocalRelay, openLocalRelay } from './local-relay.ts';
import { nextSteps } from './next-steps.ts';
import { askRelay, describePorts } from './other-relay.ts';
import { openLogFile, writeEnvFile } from './run-files.ts';
import { deliverSamples } from './samples/deliver.ts';

const START_USAGE = `Usage: npm start [-- options]

Runs the whole relay on this machine, without Docker and without an AWS account. It delivers the samples
of events/ and then stays up for your own events. While it runs, the file local.env in the current folder
holds its addresses: npx signup-relay --env local.env … works on the local relay.

  --once      end after the samples: exit code 0 if each ended as events/samples.json expects, else 1
  --verbose   also print the functions' log lines (on stderr)
  --help      show this`;

interface StartOptions {
  readonly once: boolean;
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
  return runRelay(options, deps);
}

/** @throws TypeError an option is unknown; the message names it. */
function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

async function runRelay(
  options: StartOptions,
  { functions, events, signal }: LocalRunDeps,
): Promise<number> {
  const log = openLogFile(options.verbose ? console.error : undefined);
  console.log(
    'Starting the relay: SQS, DynamoDB, Parameter Store, two sandbox shops, receive and consume.',
  );
  let relay: LocalRelay;
  try {
    // A run with --once needs no well-known addresses, so it leaves them to another run.
    const ports = options.once ? ANY_PORTS : FIXED_PORTS;
    const startedAt = new Date().toISOString();
    const about = { pid: process.pid, folder: process.cwd(), startedAt };
    relay = await openLocalRelay({ ports, functions, onLogLine: log.write, about });
  } catch (error) {
    console.error(`The relay did not start: ${messageOf(error)}`);
    console.error(readFileSync(log.path, 'utf8'));
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

async function stayUp(relay: LocalRelay, logPath: string, signal: AbortSignal): Promise<void> {
  const env = { ...relay.services.env, PUBLIC_URL: relay.url };
  const envFile = await writeEnvFile(env, { askPid: async (url) => (await askRelay(url))?.pid });
  if (envFile === undefined)
    console.error(
      'local.env was not written: the folder is read-only, or a file of that name is not from npm start.',
    );
  console.log(nextSteps(relay, logPath, envFile));
  relay.subscribe((line) => {
    console.log(outcomeLine(line, new Date()));
  });
  // The servers' sockets keep the process alive until the signal.
  await once(signal, 'abort');
  envFile?.remove();
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

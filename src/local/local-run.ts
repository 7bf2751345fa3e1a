import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { outcomeLine } from './format.ts';
import type { LocalFunctions } from './lambda/open-functions.ts';
import { ANY_PORTS, FIXED_PORTS } from './local-ports.ts';
import { type LocalRelay, openLocalRelay } from './local-relay.ts';
import { whereToLook } from './next-steps.ts';
import { openLogFile, writeEnvFile } from './run-files.ts';
import { deliverSamples } from './samples/deliver.ts';

interface LocalRunParts {
  /** The command line after the script. */
  readonly args: readonly string[];
  readonly functions: LocalFunctions;
  /** The folder of the samples; ends with a slash. */
  readonly events: URL;
  /** Aborted when the user wants to end. */
  readonly signal: AbortSignal;
}

/** `npm start`. @returns the exit code: 0, 1 where a sample did not become what it should, 2 for a wrong command line. */
export async function localRun({
  args,
  functions,
  events,
  signal,
}: LocalRunParts): Promise<number> {
  let options: LocalOptions;
  try {
    options = parseLocalOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${LOCAL_USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(LOCAL_USAGE);
    return 0;
  }
  return runRelay(options, { args, functions, events, signal });
}

async function runRelay(options: LocalOptions, parts: LocalRunParts): Promise<number> {
  const { functions, events, signal } = parts;
  const log = openLogFile(options.verbose ? console.error : undefined);
  console.log(
    'Starting SQS, DynamoDB, Parameter Store, two sandbox shops and the functions receive and consume.',
  );
  let relay: LocalRelay;
  try {
    // With --once there is nothing to come back to, so the well-known ports stay free.
    const ports = options.once ? ANY_PORTS : FIXED_PORTS;
    relay = await openLocalRelay({ ports, functions, onLogLine: log.write });
  } catch (error) {
    console.error(`It did not start: ${error instanceof Error ? error.message : String(error)}`);
    console.error(readFileSync(log.path, 'utf8'));
    log.remove();
    return 1;
  }
  const allExpected = await deliverSamples(relay, events, signal);
  if (options.once) {
    if (!allExpected && !signal.aborted) console.log(`The log of the functions is in ${log.path}`);
  } else if (!signal.aborted) {
    await stayUp(relay, log.path, signal);
  }
  if (signal.aborted) console.log('\nEnding.');
  await relay.close();
  if (options.once && allExpected) log.remove();
  return options.once && !allExpected ? 1 : 0;
}

async function stayUp(relay: LocalRelay, logPath: string, signal: AbortSignal): Promise<void> {
  const envFile = writeEnvFile({ ...relay.services.env, PUBLIC_URL: relay.url });
  if (envFile === undefined)
    console.error(
      'local.env was not written: the folder cannot be written, or the file is not ours.',
    );
  console.log(whereToLook(relay, logPath, envFile));
  relay.subscribe((line) => {
    console.log(outcomeLine(line, new Date()));
  });
  // A listener alone does not keep the process alive, but the sockets of the services do.
  await once(signal, 'abort');
  envFile?.remove();
}

const LOCAL_USAGE = `Usage: npm start [-- options]

Runs the whole relay on this machine, without Docker and without an AWS account, delivers the samples
of events/ and stays up for events of your own. While it is up, local.env in the current folder says where
it is: npx signup-relay --env local.env … works on it.

  --once      end after the samples: exit code 0 if each became what events/samples.json expects, else 1
  --verbose   show the log lines of the functions as they come (on stderr)
  --help      show this`;

interface LocalOptions {
  readonly once: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** @throws TypeError an option is unknown; its message says which. */
function parseLocalOptions(args: readonly string[]): LocalOptions {
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

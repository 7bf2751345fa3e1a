import { parseArgs } from 'node:util';

export const LOCAL_USAGE = `Usage: npm start [-- options]

Runs the whole relay on this machine, without Docker and without an AWS account, delivers the samples
of events/ and stays up for events of your own. While it is up, local.env in the current folder says where
it is: npx signup-relay --env local.env … works on it.

  --once      end after the samples: exit code 0 if each became what events/samples.json expects, else 1
  --verbose   show the log lines of the functions as they come (on stderr)
  --help      show this`;

export interface LocalOptions {
  readonly once: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** @throws TypeError an option is unknown; its message says which. */
export function parseLocalOptions(args: readonly string[]): LocalOptions {
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

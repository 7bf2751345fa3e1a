import { Console } from 'node:console';
import { createLog, type FunctionLog } from '../telemetry/log.ts';

type Process = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>;

/** The log of a function, with the level that its environment asks for. @param now milliseconds since the epoch. */
export function openLog({ env, stdout, stderr }: Process, now: () => number): FunctionLog {
  // Lambda's own `console` would write its prefix before every line.
  const output = new Console(stdout, stderr);
  return createLog({
    service: 'signup-relay',
    level: env['AWS_LAMBDA_LOG_LEVEL'] ?? env['POWERTOOLS_LOG_LEVEL'],
    startsCold: env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand',
    print: (level, line) => output[level](line),
    trace: () => env['_X_AMZN_TRACE_ID'],
    now,
  });
}

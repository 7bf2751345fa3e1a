import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { lambdaContext } from '../../src/local/lambda/context.ts';

const NOW = Date.parse('2026-11-22T08:00:00.123Z');
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
type Printed = readonly [level: string, line: string];

function ours(startsCold: boolean) {
  const printed: Printed[] = [];
  const print = (...one: Printed): void => void printed.push(one);
  let trace: string | undefined;
  const log = createLog({
    service: 'signup-relay',
    level: 'INFO',
    startsCold,
    print,
    trace: () => trace,
    now: () => NOW,
  });
  const begin = (context: Context, header?: string): void => {
    trace = header;
    log.begin(context);
  };
  return { log, begin, printed };
}

function powertools(start: string) {
  const printed: Printed[] = [];
  const print = (level: string) => (line: string) => printed.push([level, line]);
  process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] = start;
  const log = new Logger({ serviceName: 'signup-relay', logLevel: 'INFO' });
  Object.assign(log, {
    console: { info: print('info'), warn: print('warn'), error: print('error') },
  });
  return { log, printed };
}

afterEach(() => {
  delete process.env['_X_AMZN_TRACE_ID'];
  delete process.env['AWS_LAMBDA_INITIALIZATION_TYPE'];
});

/** The same in every line of a log group. */
const REPEATED = new Set([
  'function_arn',
  'function_memory_size',
  'function_name',
  'sampling_rate',
]);

/** The same in all lines of an invocation. Ours name them again in warnings and errors only. */
const NAMED_ONCE = new Set(['service', 'cold_start', 'function_request_id', 'xray_trace_id']);

/** The lines without their time, and without what ours leave out. */
const shared = (printed: readonly Printed[]): readonly Printed[] =>
  printed.map(([level, line]) => {
    const all = Object.entries(JSON.parse(line) as Record<string, unknown>);
    const isShared = ([name, value]: readonly [string, unknown]): boolean =>
      name !== 'timestamp' &&
      !REPEATED.has(name) &&
      !(level === 'info' && NAMED_ONCE.has(name)) &&
      !(name === 'cold_start' && value === false);
    return [level, JSON.stringify(all.filter(isShared))];
  });

describe('a log line', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
  const name = fc.constantFrom('store', 'why', 'calls', 'contacts', 'ageMs');
  const lines = fc.array(
    fc.record({
      method: fc.constantFrom('info' as const, 'warn' as const, 'error' as const),
      message: fc.string({ minLength: 1, unit: 'binary' }),
      fields: fc.dictionary(name, value),
    }),
    { maxLength: 3 },
  );
  const starts = fc.constantFrom('on-demand', 'provisioned-concurrency');
  const trace = fc.constantFrom(undefined, TRACE, 'Sampled=1;Root=2', 'Parent=1;Sampled=1');

  it('has the fields that Powertools would write, without the repeated ones', () => {
    fc.assert(
      fc.property(
        starts,
        fc.array(fc.tuple(trace, lines), { maxLength: 3 }),
        (start, invocations) => {
          const [mine, theirs] = [ours(start === 'on-demand'), powertools(start)];
          for (const [given, all] of invocations) {
            const context = lambdaContext('consume', () => 1_000);
            mine.begin(context, given);
            theirs.log.addContext(context);
            if (given === undefined) delete process.env['_X_AMZN_TRACE_ID'];
            else process.env['_X_AMZN_TRACE_ID'] = given;
            for (const { method, message, fields } of all) {
              mine.log[method](message, fields);
              theirs.log[method](message, { ...fields });
            }
          }
          expect(shared(mine.printed)).toEqual(shared(theirs.printed));
        },
      ),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { lambdaContext } from '../../src/local/lambda/context.ts';

const NOW = Date.parse('2026-11-22T08:00:00.123Z');
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const CONTEXT = lambdaContext('consume', () => 1_000);
type Printed = readonly [level: string, line: string];

function ours(level?: string, startsCold = true) {
  const printed: Printed[] = [];
  const print = (...one: Printed): void => void printed.push(one);
  let trace: string | undefined;
  const log = createLog({
    service: 'signup-relay',
    level,
    startsCold,
    print,
    trace: () => trace,
    now: () => NOW,
  });
  /** The line of an invocation with this trace header. */
  const lineIn = (
    header: string | undefined,
    fields: Readonly<Record<string, unknown>>,
  ): string => {
    trace = header;
    log.begin(CONTEXT);
    log.warn('signup', fields);
    return printed.at(-1)?.[1] ?? '';
  };
  return { log, lineIn, printed };
}

describe('a log line', () => {
  it('says when it was written', () => {
    const { log, printed } = ours();
    log.info('signup', { outcome: 'created' });
    expect(JSON.parse(printed[0]?.[1] ?? '')).toEqual({
      level: 'INFO',
      message: 'signup',
      timestamp: '2026-11-22T08:00:00.123Z',
      service: 'signup-relay',
      outcome: 'created',
    });
  });

  it('says which invocation wrote it, and whether that one waited for the start', () => {
    const { lineIn } = ours();
    const first = lineIn(undefined, { store: 'tw-main' });
    expect(JSON.parse(first)).toEqual({
      level: 'WARN',
      message: 'signup',
      timestamp: '2026-11-22T08:00:00.123Z',
      service: 'signup-relay',
      cold_start: true,
      function_request_id: CONTEXT.awsRequestId,
      store: 'tw-main',
    });
    expect(lineIn(undefined, {})).not.toContain('cold_start');
    expect(ours('INFO', false).lineIn(undefined, {})).not.toContain('cold_start');
  });

  it.each([
    [TRACE, '1-5759e988-bd862e3fe1be46a994272793'],
    ['Parent=1;Sampled=1;Root=2', '2'],
    // X-Ray does not know these.
    [TRACE.replace('Sampled=1', 'Sampled=0'), undefined],
    ['Root=1-5759e988', undefined],
    ['Root=1-5759e988;Unsampled=1', undefined],
    ['1-5759e988', undefined],
    ['NoRoot=2;Sampled=1', undefined],
    ['Root=;Sampled=1', undefined],
    [undefined, undefined],
  ])('of the trace header %j has the id %j, where X-Ray has recorded it', (header, id) => {
    const line = JSON.parse(ours().lineIn(header, {})) as Record<string, unknown>;
    expect(line['xray_trace_id']).toBe(id);
  });

  it('names the invocation once, and again where people read a line alone', () => {
    const { log, printed } = ours();
    const named = (): readonly boolean[] =>
      printed.splice(0).map(([, line]) => line.includes(CONTEXT.awsRequestId));
    log.begin(CONTEXT);
    for (const method of ['info', 'info', 'warn', 'info', 'error'] as const) log[method]('x', {});
    expect(named()).toEqual([true, false, true, false, true]);
    log.begin(CONTEXT);
    log.info('x', {});
    expect(named()).toEqual([true]);
  });

  it('leaves out what is empty, and keeps zero and false', () => {
    const fields = { why: '', store: null, calls: undefined, ageMs: 0, clamped: false, list: [] };
    const line = ours().lineIn(undefined, fields);
    expect(line).toMatch(/"ageMs":0,"clamped":false,"list":\[\]\}$/);
  });
});

it.each([
  ['INFO', ['info', 'warn']],
  ['debug', ['info', 'warn']],
  ['WARN', ['warn']],
  ['Error', []],
  ['SILENT', []],
  ['FATAL', []],
  ['nonsense', ['info', 'warn']],
  [undefined, ['info', 'warn']],
])('at the level %s it writes %j', (level, levels) => {
  const { log, printed } = ours(level);
  log.info('one', {});
  log.warn('two', {});
  expect(printed.map(([method]) => method)).toEqual(levels);
});

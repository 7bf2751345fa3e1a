import { Metrics } from '@aws-lambda-powertools/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/telemetry/log.ts';
import { createReporters } from '../../src/consume/reporters.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import type { StoreChange } from '../../src/rate-limit/state.ts';
import { REASONS } from '../../src/event/errors.ts';

type Line = Record<string, unknown>;

/** The printed lines. */
interface Printed {
  readonly lines: readonly Line[];
  readonly texts: readonly string[];
  readonly metrics: readonly Line[];
}

const printed = (...reports: readonly AttemptReport[]): Printed =>
  printedBy(({ reportAttempt }) => {
    for (const each of reports) reportAttempt(each);
  });

const printedOf = (...changes: readonly StoreChange[]): Printed =>
  printedBy(({ reportStore }) => {
    for (const each of changes) reportStore(each);
  });

function printedBy(act: (reporters: ReturnType<typeof createReporters>) => void): Printed {
  const texts: string[] = [];
  const emf: string[] = [];
  const log = createLog({
    service: 'test',
    level: 'INFO',
    startsCold: false,
    print: (_, line) => void texts.push(line),
    trace: () => undefined,
    now: Date.now,
  });
  const metrics = new Metrics({ namespace: 'Test', serviceName: 'test' });
  const console = { log: (text: string) => emf.push(text) };
  Object.assign(metrics, {
    console,
    // A metric with its own dimension is printed separately, at once.
    singleMetric: () =>
      Object.assign(new Metrics({ namespace: 'Test', serviceName: 'test', singleMetric: true }), {
        console,
      }),
  });
  act(createReporters(log, metrics, () => 0));
  metrics.publishStoredMetrics();
  const parse = (text: string): Line => JSON.parse(text) as Line;
  return { lines: texts.map(parse), texts, metrics: emf.map(parse) };
}

const aReport = (overrides: Partial<AttemptReport> = {}): AttemptReport => ({
  messageId: 'message-1',
  outcome: 'created',
  attempts: 1,
  calls: [],
  durationMs: 12,
  ...overrides,
});

const KEYS_OF_EVERY_LINE = ['level', 'message', 'timestamp', 'service', 'xray_trace_id'];
const ALLOWED = [
  'messageId',
  'eventId',
  'source',
  'type',
  'store',
  'platform',
  'customerId',
  'contacts',
  'correctionOf',
  'correctedBy',
  'correctionReason',
  'trace',
  'firstSeenAt',
  'replays',
  'outcome',
  'reason',
  'why',
  'attempts',
  'calls',
  'callsOf',
  'durationMs',
  'ageMs',
  'retryInMs',
  'misconfigured',
  'unheld',
  'clamped',
];
const ALLOWED_OF_CALLS = new Set(['call', 'status', 'requestId', 'durationMs']);

describe('the log line', () => {
  it('says who corrected an event, and that there is a reason', () => {
    const { lines } = printed(
      aReport({ eventId: 'e-1~1', correctionOf: 'e-1', correctedBy: 'mei' }),
      aReport(),
    );
    expect(lines[0]).toMatchObject({
      correctionOf: 'e-1',
      correctedBy: 'mei',
      correctionReason: 'given',
    });
    expect(lines[1]).not.toHaveProperty('correctionReason');
  });

  it('says what the attempt did', () => {
    const report = aReport({
      eventId: 'e-1',
      source: '/test',
      type: 'customer.signed_up',
      store: 'tw-main',
      platform: 'shopline',
      outcome: 'dead_lettered',
      reason: 'rejected',
      why: 'POST /customers answered 422',
      calls: [
        { method: 'POST', route: '/customers', status: 422, requestId: 'req-0001', durationMs: 9 },
        { method: 'GET', route: '/customers/{id}', durationMs: 3 },
      ],
      callsOf: 'message-0',
      ageMs: 5,
      unheld: ['customer.gender'],
      clamped: true,
    });
    const { calls, ...rest } = report;
    expect(calls).toHaveLength(2);
    expect(printed(report).lines).toMatchObject([
      {
        ...rest,
        level: 'WARN',
        message: 'signup',
        calls: [
          { call: 'POST /customers', status: 422, requestId: 'req-0001', durationMs: 9 },
          { call: 'GET /customers/{id}', durationMs: 3 },
        ],
      },
    ]);
  });

  it.each([
    ['created', 'INFO'],
    ['updated', 'INFO'],
    ['unchanged', 'INFO'],
    ['skipped', 'INFO'],
    ['postponed', 'INFO'],
    ['dead_lettered', 'WARN'],
    ['crashed', 'WARN'],
  ] as const)('of %s has level %s', (outcome, level) => {
    expect(printed(aReport({ outcome })).lines).toMatchObject([{ level, outcome }]);
  });

  it('warns of what an operator has to mend, and counts it', () => {
    const why = 'the ledger has no such resource (ResourceNotFoundException); restore it';
    const waiting = aReport({ outcome: 'postponed', why, misconfigured: true });
    const { lines, metrics } = printed(waiting, aReport({ outcome: 'postponed' }));
    expect(lines).toMatchObject([{ level: 'WARN', why, misconfigured: true }, { level: 'INFO' }]);
    expect(metrics.at(-1)).toMatchObject({ Misconfigured: 1, Postponed: [1, 1] });
  });

  it.each(['ada@example.com', '+886912345678', 'a b', '', 'x'.repeat(65), 'line\nline'])(
    'leaves out the request id %j, which a shop could fill with anything',
    (requestId) => {
      const call = { method: 'GET', route: '/', status: 200, requestId, durationMs: 1 } as const;
      const { lines } = printed(aReport({ calls: [call] }));
      expect(lines[0]?.['calls']).toEqual([{ call: 'GET /', status: 200, durationMs: 1 }]);
    },
  );

  it('names the host of a call that asked the tool of a source', () => {
    const call = { method: 'GET', route: '/v24.0/{lead}', status: 200, durationMs: 1 } as const;
    const { lines } = printed(aReport({ calls: [{ ...call, host: 'graph.facebook.com' }] }));
    const [one] = (lines[0]?.['calls'] ?? []) as readonly { readonly call: string }[];
    expect(one?.call).toBe('GET graph.facebook.com/v24.0/{lead}');
  });

  it('has only allow-listed keys, on one line, for any report', () => {
    const text = fc.string({ unit: 'binary' });
    const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const call = fc.record({
      method: fc.constantFrom('GET', 'POST'),
      route: text,
      status: optional(fc.integer()),
      requestId: optional(text),
      durationMs: fc.nat(),
      body: text,
      query: text,
    });
    const fields = fc.record({
      messageId: text,
      eventId: optional(text),
      source: optional(text),
      type: optional(text),
      store: optional(text),
      platform: optional(text),
      customerId: optional(text),
      contacts: optional(fc.array(text, { maxLength: 2 })),
      trace: optional(text),
      firstSeenAt: optional(fc.nat()),
      replays: optional(fc.nat()),
      outcome: fc.constantFrom('created', 'postponed', 'dead_lettered', 'crashed'),
      reason: optional(fc.constantFrom(...REASONS)),
      why: optional(text),
      attempts: fc.nat(),
      calls: fc.array(call, { maxLength: 3 }),
      durationMs: fc.nat(),
      ageMs: optional(fc.integer()),
      retryInMs: optional(fc.nat()),
      unheld: optional(fc.array(text, { maxLength: 3 })),
      clamped: optional(fc.boolean()),
    });
    const extra = fc.dictionary(
      fc.constantFrom('email', 'name', 'signup', 'error', '__proto__'),
      text,
    );
    fc.assert(
      fc.property(fields, extra, (given, more) => {
        const { lines, texts } = printed({ ...more, ...given } as unknown as AttemptReport);
        expect(texts).toHaveLength(1);
        expect(texts[0]).not.toMatch(/[\r\n]/);
        const unknown = Object.keys(lines[0] ?? {}).filter(
          (key) => ![...ALLOWED, ...KEYS_OF_EVERY_LINE].includes(key),
        );
        const keysOfCalls = ((lines[0]?.['calls'] ?? []) as Line[]).flatMap((each) =>
          Object.keys(each),
        );
        expect(unknown).toEqual([]);
        expect(keysOfCalls.filter((key) => !ALLOWED_OF_CALLS.has(key))).toEqual([]);
      }),
    );
  });
});

describe('the metrics', () => {
  it('count each outcome', () => {
    const outcomes = [
      'created',
      'created',
      'updated',
      'postponed',
      'dead_lettered',
      'crashed',
    ] as const;
    expect(printed(...outcomes.map((outcome) => aReport({ outcome }))).metrics).toMatchObject([
      { Created: [1, 1], Updated: 1, Postponed: 1, DeadLettered: 1, Crashed: 1, service: 'test' },
    ]);
  });

  it('count dead letters by their reason besides', () => {
    const report = aReport({ outcome: 'dead_lettered', reason: 'rejected' });
    expect(printed(report).metrics).toMatchObject([
      { DeadLettersByReason: 1, reason: 'rejected', service: 'test' },
      { DeadLettered: 1 },
    ]);
    const postponed = aReport({ outcome: 'postponed', reason: 'retries_exhausted' });
    expect(printed(postponed).metrics).toHaveLength(1);
  });

  it('have the age of a delivery, never below zero, and count unheld fields', () => {
    const reports = [aReport({ ageMs: 5_000, unheld: ['a', 'b'] }), aReport({ ageMs: -3 })];
    expect(printed(...reports).metrics).toMatchObject([{ SignupAge: [5_000, 0], UnheldFields: 2 }]);
  });

  it('count what was left out and what was unclear, once it is over', () => {
    const read = {
      leftOut: [
        { path: 'phone', rule: 'impossible_phone' },
        { path: 'tags.3', rule: 'too_long' },
      ],
      unclear: ['email'],
      consents: 2,
    } as const;
    const { lines, metrics } = printed(aReport(read), aReport({ consents: 1 }));
    expect(lines).toMatchObject([{ leftOut: read.leftOut, unclear: ['email'] }, {}]);
    expect(metrics).toMatchObject([
      { LeftOut: 2, SignupsLeftOut: 1, ConsentUnclear: 1, ConsentAnswers: [2, 1] },
    ]);
    for (const outcome of ['postponed', 'crashed'] as const) {
      const [again = {}] = printed(aReport({ ...read, outcome })).metrics;
      expect(Object.keys(again)).not.toContain('LeftOut');
      expect(Object.keys(again)).not.toContain('ConsentUnclear');
    }
  });

  it('per source come at the end of an invocation, once it is over', () => {
    const read = { store: 'tw', via: 'form', named: ['email'], consents: 1 } as const;
    const { metrics } = printedBy(({ reportAttempt, publishSources }) => {
      reportAttempt(aReport(read));
      reportAttempt(aReport({ ...read, unclear: ['email'] }));
      reportAttempt(aReport({ ...read, outcome: 'postponed' }));
      reportAttempt(aReport({ ...read, outcome: 'crashed' }));
      publishSources();
    });
    expect(metrics.slice(0, 2)).toMatchObject([
      { ConsentUnclearBalance: 0, source: 'tw/form', service: 'test' },
      { LeftOutBalance: -2, source: 'tw/form', path: 'email', service: 'test' },
    ]);
  });

  it('have no age without a delivery', () => {
    expect(printed(aReport({ outcome: 'postponed' })).metrics[0]).not.toHaveProperty('SignupAge');
  });

  it('are in the namespace with their units', () => {
    const [{ _aws: header } = {}] = printed(aReport({ ageMs: 1 })).metrics;
    expect(header).toMatchObject({
      CloudWatchMetrics: [
        {
          Namespace: 'Test',
          Metrics: [
            { Name: 'Created', Unit: 'Count' },
            { Name: 'SignupAge', Unit: 'Milliseconds' },
          ],
        },
      ],
    });
  });
});

describe('a store', () => {
  const probeAt = Date.parse('2026-11-22T08:00:30Z');

  it('that is paused is a warning with the reason and the time of the next probe, and counts', () => {
    const { lines, metrics } = printedOf({
      store: 'tw-main',
      change: 'paused',
      reason: 'unauthorized',
      probeAt,
    });
    expect(lines).toMatchObject([
      {
        level: 'WARN',
        message: 'store paused',
        store: 'tw-main',
        reason: 'unauthorized',
        probeAt: '2026-11-22T08:00:30.000Z',
      },
    ]);
    expect(metrics).toMatchObject([{ StorePaused: 1 }]);
    expect(metrics[0]).not.toHaveProperty('StoreResumed');
  });

  it('that works again is logged without a probe, and counts', () => {
    const { lines, metrics } = printedOf({
      store: 'tw-main',
      change: 'resumed',
      reason: 'failing',
    });
    expect(lines).toMatchObject([
      { level: 'INFO', message: 'store resumed', store: 'tw-main', reason: 'failing' },
    ]);
    expect(lines[0]).not.toHaveProperty('probeAt');
    expect(metrics).toMatchObject([{ StoreResumed: 1 }]);
    expect(metrics[0]).not.toHaveProperty('StorePaused');
  });
});

describe('customers who may be the same person', () => {
  it('are in the line by their ids, and counted', () => {
    const maybeDuplicates = ['5f0d6a1e2b3c4d5e6f708192', '5f0d6a1e2b3c4d5e6f708193'];
    const { lines, metrics } = printed(aReport({ outcome: 'created', maybeDuplicates }));
    expect(lines[0]).toMatchObject({ maybe_duplicate: maybeDuplicates });
    expect(metrics[0]).toMatchObject({ MaybeDuplicate: 2 });
  });

  it('are not named where there are none', () => {
    const { lines, metrics } = printed(aReport({ outcome: 'created' }));
    expect(lines[0]).not.toHaveProperty('maybe_duplicate');
    expect(metrics[0]).not.toHaveProperty('MaybeDuplicate');
  });
});

describe('parts that were left out', () => {
  it('is in the line by path and rule, and counted; grants against the shop on their own', () => {
    const leftOut = [
      { path: 'consent.email', rule: 'shop_says_no' },
      { path: 'phone', rule: 'anonymous_contact' },
    ] as const;
    const { lines, metrics } = printed(aReport({ outcome: 'updated', leftOut }));
    expect(lines[0]).toMatchObject({ leftOut });
    expect(metrics[0]).toMatchObject({ LeftOut: 2, ShopSaysNo: 1 });
  });
});

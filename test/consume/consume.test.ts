import { describe, expect, it } from 'vitest';
import { RejectedError, WaitError } from '../../src/event/errors.ts';
import { PlatformError, type Verdict } from '../../src/delivery/platform-port.ts';
import type { Found } from '../../src/sources/source.ts';
import { aConsume, aStore, NOW, type Script } from '../support/a-consume.ts';
import { anEvent, type EventParts } from '../support/an-event.ts';
import { aRecord } from '../support/a-record.ts';

const ok: Script = async ({ call }) => {
  await call('POST', 200);
  return 'created';
};
const fails =
  (verdict: Verdict, status?: number): Script =>
  async ({ call }) => {
    await call('POST', status);
    throw new PlatformError(verdict, `POST /customers answered ${status}`);
  };
const signup = (email: string, parts: EventParts = {}): string =>
  JSON.stringify(anEvent({ ...parts, data: { store: 'us-main', customer: { email } } }));
/** A message with this many attempts is not merged with others. */
const OFTEN = { attempts: '3' };
const record = (messageId: string, body: string, attributes: Record<string, string> = {}) => ({
  ...aRecord(attributes),
  messageId,
  body,
});

describe('a batch', () => {
  it('removes delivered messages, and reports their outcome', async () => {
    const { run, sent, reports } = aConsume(ok);
    expect(await run([record('m-1', signup('a@example.com'))])).toEqual([]);
    expect(sent).toEqual([]);
    expect(reports).toMatchObject([
      {
        messageId: 'm-1',
        eventId: 'e-1',
        source: '/test',
        type: 'customer.signed_up',
        store: 'us-main',
        platform: 'shoplazza',
        outcome: 'created',
        customerId: expect.stringMatching(/^hash:/),
        attempts: 1,
        calls: [{ method: 'POST', status: 200 }],
        ageMs: NOW - Date.parse('2026-11-20T03:04:05Z'),
      },
    ]);
  });

  it.each<[string, Script, object, number]>([
    [
      'a final answer becomes a dead letter',
      fails({ kind: 'final', reason: 'rejected' }, 422),
      {
        to: 'deadLetters',
        groupId: 'us-main',
        delaySeconds: 0,
        attributes: { reason: { value: 'rejected' }, attempts: { value: '1' } },
      },
      0,
    ],
    [
      'a passing failure becomes a delayed copy',
      fails({ kind: 'again' }, 500),
      {
        to: 'signups',
        groupId: 'us-main',
        delaySeconds: 1,
        attributes: { attempts: { value: '1' } },
      },
      0,
    ],
  ])('%s, byte for byte, and the original goes', async (_, script, expected, kept) => {
    const body = ` ${signup('a@example.com')}\n`;
    const { run, sent } = aConsume(script);
    expect(await run([record('m-1', body)])).toHaveLength(kept);
    expect(sent).toMatchObject([{ body, ...expected }]);
  });

  it('keeps a message with an unknown error, and delivers the rest', async () => {
    const script: Script = async (attempt) => {
      if (attempt.email.startsWith('bug')) throw new TypeError('bug@example.com is not a function');
      return ok(attempt);
    };
    const { run, reports } = aConsume(script);
    const bodies = ['a', 'bug', 'c'].map((who, index) =>
      record(`m-${index}`, signup(`${who}@example.com`)),
    );
    expect(await run(bodies)).toEqual(['m-1']);
    expect(reports.map(({ outcome }) => outcome).toSorted()).toEqual([
      'crashed',
      'created',
      'created',
    ]);
    expect(JSON.stringify(reports)).not.toContain('is not a function');
  });

  it('keeps every original whose copy was not confirmed', async () => {
    const { run } = aConsume(fails({ kind: 'again' }, 500), {
      queue: { send: async (copies) => new Set(copies.slice(1).map(({ key }) => key)) },
    });
    const bodies = ['a', 'b', 'c'].map((who) => record(who, signup(`${who}@example.com`)));
    expect(await run(bodies)).toEqual(['a']);
  });

  it.each([
    { remainingMs: 6_000, starts: true },
    { remainingMs: 5_999, starts: false },
  ])('starts a signup with $remainingMs ms left: $starts', async ({ remainingMs, starts }) => {
    const { run, reports, sent } = aConsume(ok);
    const kept = await run([record('m-1', signup('a@example.com'))], remainingMs);
    expect(kept).toEqual(starts ? [] : ['m-1']);
    expect(reports).toHaveLength(starts ? 1 : 0);
    expect(sent).toEqual([]);
  });

  it.each([
    { remainingMs: 6_000, starts: true },
    { remainingMs: 5_999, starts: false },
  ])('starts several of a person with $remainingMs ms left: $starts', async (scene) => {
    const { run, reports } = aConsume(ok);
    const both = ['m-1', 'm-2'].map((id) => record(id, signup('a@example.com', { id })));
    expect(await run(both, scene.remainingMs)).toEqual(scene.starts ? [] : ['m-1', 'm-2']);
    expect(reports).toHaveLength(scene.starts ? 2 : 0);
  });

  it('settles messages that need no shop even without time left', async () => {
    const { run, sent } = aConsume(ok);
    expect(await run([record('m-1', 'not json')], 0)).toEqual([]);
    expect(sent).toMatchObject([
      { to: 'deadLetters', attributes: { reason: { value: 'invalid_json' } } },
    ]);
  });

  it('delivers the events of one person in order, oldest first, and other persons meanwhile', async () => {
    const log: string[] = [];
    const script: Script = async ({ email, call }) => {
      log.push(`> ${email}`);
      await call('POST', 200);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`< ${email}`);
      return 'created';
    };
    const { run, reports } = aConsume(script);
    await run([
      record(
        'late',
        signup('ADA@example.com', { id: 'late', time: '2026-11-20T05:00:00Z' }),
        OFTEN,
      ),
      record('other', signup('bob@example.com', { id: 'other' })),
      record('early', signup('ada@example.com', { id: 'early', time: '2026-11-20T04:00:00Z' })),
    ]);
    expect(log.filter((line) => line.includes('ada'))).toEqual([
      '> ada@example.com',
      '< ada@example.com',
      '> ada@example.com',
      '< ada@example.com',
    ]);
    expect(log.slice(0, 2).toSorted()).toEqual(['> ada@example.com', '> bob@example.com']);
    const order = reports.map(({ eventId }) => eventId);
    expect(order.indexOf('early')).toBeLessThan(order.indexOf('late'));
  });

  it.each([
    { leftMs: 9_999, starts: false },
    { leftMs: 10_000, starts: true },
  ])(
    'starts the next event of a person only with the time that the last one took: $leftMs ms: $starts',
    async ({ leftMs, starts }) => {
      let now = NOW;
      const script: Script = async (given) => {
        now += 10_000;
        return ok(given);
      };
      const { run, reports } = aConsume(script, { now: () => now });
      const remaining = (): number => leftMs + 13_000 - (now - NOW);
      const kept = await run(
        [record('m-1', signup('a@example.com'), OFTEN), record('m-2', signup('a@example.com'))],
        remaining,
      );
      expect(kept).toEqual(starts ? [] : ['m-2']);
      expect(reports).toHaveLength(starts ? 2 : 1);
    },
  );

  it('counts an attempt only when the shop was called', async () => {
    const { run, sent } = aConsume(fails({ kind: 'again' }), {
      openLimiters: () => ({
        permit: () => ({
          waitForSlot: () => Promise.reject(new WaitError('no slot', { retryAfterMs: 5_000 })),
          saw: () => undefined,
          end: () => undefined,
        }),
        close: async () => undefined,
      }),
    });
    await run([record('m-1', signup('a@example.com'), { attempts: '3' })]);
    expect(sent).toMatchObject([{ delaySeconds: 5, attributes: { attempts: { value: '3' } } }]);
  });

  it('does not call a shop before the time it asked for', async () => {
    const notBefore = new Date(NOW + 60_000).toISOString();
    const { run, sent, permits } = aConsume(ok);
    await run([record('m-1', signup('a@example.com'), { notBefore, attempts: '2' })]);
    expect(permits).toEqual([]);
    expect(sent).toMatchObject([
      { to: 'signups', delaySeconds: 60, attributes: { attempts: { value: '2' } } },
    ]);
  });
});

describe('a refused token', () => {
  const refusing: Script = async ({ store, call }) => {
    const isFresh = store.accessToken === 'fresh-token';
    await call('POST', isFresh ? 200 : 401);
    if (!isFresh) throw new PlatformError({ kind: 'unauthorized' }, 'POST /customers answered 401');
    return 'created';
  };

  it('leads to a new read of the store at once', async () => {
    const { run, reports, permits } = aConsume(refusing);
    expect(await run([record('m-1', signup('a@example.com'))])).toEqual([]);
    expect(reports).toMatchObject([
      { outcome: 'created', calls: [{ status: 401 }, { status: 200 }] },
    ]);
    expect(permits).toMatchObject([{ end: { kind: 'other' } }]);
  });

  it('that is still the same is reported to the limiter, and the message waits', async () => {
    const store = aStore('old');
    const { run, sent, permits } = aConsume(refusing, {
      stores: { get: async () => store, refresh: async () => store },
    });
    await run([record('m-1', signup('a@example.com'))]);
    expect(permits).toMatchObject([{ slots: 1, end: { kind: 'unauthorized' } }]);
    expect(sent).toMatchObject([{ to: 'signups' }]);
  });
});

describe('the limiter of a store', () => {
  it('gets the limits, a mark of the token, every call and its end', async () => {
    const { run, permits } = aConsume(fails({ kind: 'wait', retryAfterMs: 7_000 }, 429));
    const firstSeenAt = new Date(NOW - 5_000).toISOString();
    await run([record('m-1', signup('a@example.com'), { firstSeenAt })]);
    expect(permits).toMatchObject([
      {
        lowPriority: false,
        waitingSince: NOW - 5_000,
        slots: 1,
        saw: [false],
        end: { kind: 'throttled', retryAfterMs: 7_000 },
      },
    ]);
    const [permit] = permits;
    expect(permit?.store).toMatchObject({
      name: 'us-main',
      limits: [
        { perSecond: 2, burst: 40 },
        { perSecond: 20, burst: 80 },
      ],
    });
    expect(permit?.store.tokenMark).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    { name: 'no answer', status: undefined, failed: true },
    { name: '500', status: 500, failed: true },
    { name: '499', status: 499, failed: false },
  ])('counts $name as failed: $failed', async ({ status, failed }) => {
    const { run, permits } = aConsume(fails({ kind: 'again' }, status));
    await run([record('m-1', signup('a@example.com'))]);
    expect(permits).toMatchObject([{ saw: [failed], end: { kind: 'other' } }]);
  });

  it('gives replays low priority', async () => {
    const { run, permits } = aConsume(ok);
    await run([record('m-1', signup('a@example.com'), { replays: '1' })]);
    expect(permits).toMatchObject([{ lowPriority: true }]);
  });

  it('learns that the shop is closed', async () => {
    const { run, permits } = aConsume(fails({ kind: 'closed' }, 402));
    await run([record('m-1', signup('a@example.com'))]);
    expect(permits).toMatchObject([{ end: { kind: 'closed' } }]);
  });
});

describe('a delivery', () => {
  const delivery = (source = 'form') =>
    record(
      'm-1',
      JSON.stringify({
        ...anEvent({ id: 'd-1', type: 'webhook.delivered' }),
        data: {
          store: 'us-main',
          source,
          headers: { 'content-type': 'text/plain' },
          body: 'posted',
        },
      }),
    );
  const withSource = (found: readonly Found[] | Error, script: Script = ok) =>
    aConsume(script, {
      stores: {
        get: async () => ({
          ...aStore('token'),
          sources: { form: { tool: 'typeform', country: 'US' } },
        }),
        refresh: async () => aStore('token'),
      },
      sources: new Map([
        [
          'typeform',
          {
            tool: 'typeform',
            read: ({ body, headers }) => {
              expect(Buffer.from(body).toString()).toBe('posted');
              expect(headers).toEqual({ 'content-type': 'text/plain' });
              if (found instanceof Error) throw found;
              return found;
            },
          },
        ],
      ]),
    });
  const one = (id: string, fields: object = {}): Found => ({
    kind: 'signup',
    type: 'customer.signed_up',
    id,
    time: '2026-11-20T03:00:00Z',
    data: { customer: { email: `${id}@example.com`, ...fields } },
  });

  it('may hold several signups, each with its own identity and log line', async () => {
    const { run, reports } = withSource([
      one('s-1'),
      one('s-2'),
      { kind: 'skipped', id: 's-3', why: 'a merge' },
    ]);
    expect(await run([delivery()])).toEqual([]);
    expect(reports).toMatchObject([
      {
        eventId: 's-1',
        source: '/webhooks/us-main/form',
        store: 'us-main',
        type: 'customer.signed_up',
        outcome: 'created',
      },
      { eventId: 's-2', outcome: 'created' },
      { eventId: 's-3', outcome: 'skipped', why: 'a merge' },
    ]);
  });

  it('without any signup is done', async () => {
    const { run, reports } = withSource([]);
    expect(await run([delivery()])).toEqual([]);
    expect(reports).toMatchObject([
      { eventId: 'd-1', outcome: 'skipped', why: 'the delivery holds no signup' },
    ]);
  });

  it.each<[string, readonly Found[], string, RegExp]>([
    [
      'one signup that breaks the schema',
      [one('s-1', { email: 'x' })],
      'invalid_signup',
      /^the signup is not valid: \/customer\/email/,
    ],
    [
      'one of two',
      [one('s-1'), one('s-2', { email: 'x' })],
      'invalid_signup',
      /^1 of 2 signups in this delivery: /,
    ],
  ])('with %s becomes a dead letter that names the path', async (_, found, reason, detail) => {
    const { run, sent } = withSource(found);
    await run([delivery()]);
    expect(sent).toMatchObject([{ to: 'deadLetters', attributes: { reason: { value: reason } } }]);
    expect(sent[0]?.attributes['detail']?.value).toMatch(detail);
  });

  it('is tried again as long as one of its signups can succeed, before another makes it a dead letter', async () => {
    const { run, sent } = withSource(
      [one('s-1', { email: 'x' }), one('s-2')],
      fails({ kind: 'again' }, 500),
    );
    await run([delivery()]);
    expect(sent).toMatchObject([{ to: 'signups', attributes: { attempts: { value: '1' } } }]);
  });

  it('stays on the queue when one of its signups crashes', async () => {
    const script: Script = () => Promise.reject(new TypeError('bug'));
    const { run, sent } = withSource([one('s-1', { email: 'x' }), one('s-2')], script);
    expect(await run([delivery()])).toEqual(['m-1']);
    expect(sent).toEqual([]);
  });

  it.each<[string, readonly Found[] | Error, string, string]>([
    [
      'that its tool cannot read',
      new RejectedError('invalid_delivery', 'no answers'),
      'form',
      'invalid_delivery',
    ],
    ['of an unknown source', [], 'other', 'unknown_source'],
  ])('%s becomes a dead letter', async (_, found, source, reason) => {
    const { run, sent } = withSource(found);
    await run([delivery(source)]);
    expect(sent).toMatchObject([
      { to: 'deadLetters', attributes: { reason: { value: reason }, eventId: { value: 'd-1' } } },
    ]);
  });

  it('hashes an id that names the person', async () => {
    const { run, reports } = withSource([{ ...one('s-1'), id: 'ada@example.com' }]);
    await run([delivery()]);
    expect(reports[0]?.eventId).toMatch(/^hash:/);
  });
});

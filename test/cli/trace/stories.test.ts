import { describe, expect, it } from 'vitest';
import { describeStory } from '../../../src/cli/trace/describe-story.ts';
import { findEntries, type EntryQuery } from '../../../src/cli/trace/find-entries.ts';
import { tellStories } from '../../../src/cli/trace/trace-signups.ts';
import type { LetterSummary } from '../../../src/dead-letters/letter.ts';
import type { LogLine, LogQuery, Logs } from '../../../src/telemetry/logs-port.ts';

const AT = Date.parse('2026-09-15T03:20:00Z');
const TIMES = { from: AT - 60_000, until: AT + 60_000 };

const attempt = (seconds: number, fields: object = {}): LogLine => ({
  source: 'consume',
  at: AT + seconds * 1_000,
  text: JSON.stringify({
    message: 'signup',
    messageId: 'm-1',
    eventId: 'e-1',
    source: '/test',
    store: 'tw-main',
    platform: 'shopline',
    firstSeenAt: '2026-09-15T03:20:00.000Z',
    outcome: 'created',
    attempts: 1,
    calls: [{ call: 'POST /customers', status: 201, durationMs: 5 }],
    ...fields,
  }),
});
const receipt = (fields: object = {}): LogLine => ({
  source: 'receive',
  at: AT,
  text: JSON.stringify({
    message: 'request',
    outcome: 'accepted',
    id: 'd-1',
    messageId: 'm-1',
    trace: 't-1',
    store: 'tw-main',
    source: 'form',
    tool: 'tally',
    bytes: 1_234,
    ...fields,
  }),
});
const aLetter = (fields: Partial<LetterSummary> = {}): LetterSummary => ({
  messageId: 'dead-1',
  reason: 'rejected',
  eventId: 'e-1',
  source: '/test',
  store: 'tw-main',
  attempts: 1,
  replays: 0,
  firstSeenAt: AT,
  failedAt: AT + 2_000,
  expiresAt: AT + 1_000_000,
  bytes: 10,
  ...fields,
});

/** Logs in memory, as CloudWatch finds lines: by whatever contains a term. */
const logsOf = (lines: readonly LogLine[], asked: LogQuery[] = []): Logs => ({
  find: async (query) => {
    asked.push(query);
    return lines.filter(({ text }) => query.terms.some((term) => text.includes(term)));
  },
});

async function stories(
  lines: readonly LogLine[],
  query: Partial<EntryQuery> = {},
  letters: readonly LetterSummary[] = [],
) {
  const found = await findEntries({ ids: ['e-1'], marks: [], ...query }, TIMES, logsOf(lines));
  return tellStories(found, letters);
}
const stepsOf = (told: Awaited<ReturnType<typeof stories>>) =>
  told.map(({ steps }) => steps.map((step) => ('outcome' in step ? step.outcome : step.step)));

/** A call to the tool of a source. */
const OF_A_TOOL = { call: 'GET graph.facebook.com/v24.0/{lead}', status: 503, durationMs: 80 };

describe('a story', () => {
  it('has what the log says of this event only, and no line of anything else', async () => {
    const told = await stories([
      attempt(1),
      attempt(2, { eventId: 'e-10', messageId: 'm-2' }),
      attempt(3, { source: '/other', messageId: 'm-3', store: 'us-main' }),
      { source: 'consume', at: AT, text: 'Task timed out e-1' },
      { source: 'consume', at: AT, text: '{"_aws":{},"eventId":"e-1"}' },
    ]);
    expect(told.map(({ source }) => source)).toEqual(['/test', '/other']);
    expect(stepsOf(told)).toEqual([
      ['received', 'created'],
      ['received', 'created'],
    ]);
  });

  it('goes through waits, the dead letters and a replay', async () => {
    const told = await stories([
      attempt(1, { outcome: 'postponed', retryInMs: 2_000, why: 'busy' }),
      attempt(3, { outcome: 'dead_lettered', reason: 'rejected', messageId: 'm-2' }),
      attempt(9, { messageId: 'm-3', replays: 1, customerId: 'c-1' }),
    ]);
    expect(stepsOf(told)).toEqual([
      ['received', 'postponed', 'dead_lettered', 'replayed', 'created'],
    ]);
    expect(told[0]).toMatchObject({ outcome: 'created', customerId: 'c-1', deadLetters: [] });
    expect(told[0]?.steps[1]).toMatchObject({ retryAt: AT + 3_000 });
    expect(told[0]?.steps[3]).toMatchObject({ replays: 1 });
  });

  it("knows a replay by AWS's redrive, which counts nothing", async () => {
    const told = await stories([
      attempt(1, { outcome: 'dead_lettered', reason: 'rejected' }),
      attempt(9, { messageId: 'm-3' }),
    ]);
    expect(stepsOf(told)).toEqual([['received', 'dead_lettered', 'replayed', 'created']]);
    expect(told[0]?.steps[2]).not.toHaveProperty('replays');
  });

  it.each([
    ['attempt 1', {}],
    ['calls logged with message m-0', { calls: [], callsOf: 'm-0' }],
    ['no call to the shop', { calls: [] }],
    ['attempt 1, no call to the shop', { calls: [OF_A_TOOL] }],
    ['no call to the shop', { calls: [OF_A_TOOL], attempts: 0 }],
  ])('tells which message has the calls: %s', async (expected, fields) => {
    const [story] = await stories([attempt(1, { outcome: 'updated', ...fields })]);
    const look = { isInteractive: false, env: {}, columns: 100 };
    expect(story && describeStory(story, look)).toContain(`updated  (${expected})`);
  });

  it('tells that the same event was sent twice', async () => {
    const again = {
      messageId: 'm-9',
      firstSeenAt: '2026-09-15T03:20:05.000Z',
      outcome: 'unchanged',
    };
    expect(stepsOf(await stories([attempt(1), attempt(6, again)]))).toEqual([
      ['received', 'created', 'received', 'unchanged'],
    ]);
  });

  it.each([
    ['its own id', { ids: ['s-1'] }],
    ['the id of its delivery', { ids: ['d-1'] }],
    ['the message', { ids: ['m-1'] }],
    ['the trace', { ids: ['t-1'] }],
    ['a contact', { ids: [], marks: ['0123456789abcdef'] }],
    [
      'an event of the ledger',
      { ids: [], events: [{ eventId: 's-1', source: '/webhooks/tw-main/form' }] },
    ],
  ])('of a webhook is found by %s, with later copies', async (_, query) => {
    const webhook = {
      eventId: 's-1',
      source: '/webhooks/tw-main/form',
      trace: 't-1',
      contacts: ['0123456789abcdef'],
    };
    const told = await stories(
      [
        receipt(),
        attempt(1, { ...webhook, outcome: 'postponed' }),
        attempt(3, { ...webhook, messageId: 'm-2' }),
        receipt({ id: 'd-2', messageId: 'm-7', trace: 't-2' }),
      ],
      query,
    );
    expect(stepsOf(told)).toEqual([['received', 'postponed', 'created']]);
    expect(told[0]?.steps[0]).toMatchObject({ id: 'd-1', tool: 'tally' });
  });

  it('does not take every signup of a trace that a sender shares among many', async () => {
    const shared = { trace: 't-1' };
    const told = await stories([
      attempt(1, shared),
      attempt(2, { ...shared, eventId: 'x-2', messageId: 'm-2' }),
    ]);
    expect(told.map(({ eventId }) => eventId)).toEqual(['e-1']);
  });

  it('comes from the dead letter if the log is too old, and from the delivery if there was no attempt yet', async () => {
    const told = await stories([receipt()], { ids: ['d-1'] }, [aLetter({ firstSeenAt: AT + 1 })]);
    expect(told).toMatchObject([
      { eventId: 'd-1', outcome: 'received', source: '/webhooks/tw-main/form' },
      { eventId: 'e-1', outcome: 'dead_lettered', deadLetters: [{ messageId: 'dead-1' }] },
    ]);
  });

  it('has the letter of its delivery, which may hold several signups', async () => {
    const webhook = {
      source: '/webhooks/tw-main/form',
      trace: 't-1',
      outcome: 'dead_lettered',
      reason: 'rejected',
    };
    const letter = aLetter({ eventId: 'd-1', source: '/webhooks/tw-main/form' });
    const lines = [
      receipt(),
      attempt(1, { ...webhook, eventId: 's-1' }),
      attempt(2, { ...webhook, eventId: 's-2' }),
    ];
    const told = await stories(lines, { ids: ['d-1'] }, [letter]);
    expect(told.map(({ eventId, deadLetters }) => [eventId, deadLetters.length])).toEqual([
      ['s-1', 1],
      ['s-2', 1],
    ]);
  });

  it('asks for nothing where nothing is known', async () => {
    const asked: LogQuery[] = [];
    await findEntries({ ids: ['e-1'], marks: [] }, TIMES, logsOf([], asked));
    expect(asked).toEqual([{ terms: ['e-1'], ...TIMES }]);
  });
});

describe('the texts of a story', () => {
  const look = { isInteractive: false, env: {}, columns: 90 };
  const shown = async (lines: readonly LogLine[], letters?: readonly LetterSummary[]) => {
    const told = await stories(lines, {}, letters);
    return told.map((story) => describeStory(story, look)).join('\n');
  };

  it('is where it is now', async () => {
    const dead = attempt(1, { outcome: 'dead_lettered', reason: 'rejected', why: 'no', calls: [] });
    const ends: readonly (readonly [LogLine, string])[] = [
      [attempt(1, { customerId: 'c-1' }), 'done: customer c-1'],
      [attempt(1, { outcome: 'skipped' }), 'done: there was nothing to deliver'],
      [attempt(1, { outcome: 'crashed' }), 'waiting on the queue: SQS delivers it again'],
      [
        attempt(1, { outcome: 'postponed', retryInMs: 2_000 }),
        'at least until 2026-09-15 03:20:03',
      ],
      [dead, 'corrected, replayed, discarded, exported or expired'],
    ];
    for (const [line, end] of ends) expect(await shown([line])).toContain(end);
    const waiting = await shown([dead], [aLetter({ detail: 'no' })]);
    expect(waiting).toContain('dead letter dead-1 (rejected), expires 2026-09-15 03:36:40');
    expect(waiting.match(/\bno$/gm)).toHaveLength(1);
  });

  it('fits the terminal, and steers it by nothing', async () => {
    const why = `${'word '.repeat(40)}\u001B[31m`;
    const text = await shown([attempt(1, { outcome: 'postponed', why, eventId: 'e-1' })]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(90);
    expect(text).not.toContain('\u001B');
    expect(text).toContain('POST /customers  201    5 ms');
  });
});

import { describe, expect, it } from 'vitest';
import { deadLetterCopy, postponedCopy } from '../../src/message/copies.ts';
import { readMessage } from '../../src/message/message.ts';
import { toReport } from '../../src/consume/report.ts';
import { traceIdOf } from '../../src/telemetry/trace-parent.ts';
import { aMessage } from '../support/a-message.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';
import { aRequest } from '../support/a-request.ts';
import { aSecret, signAs } from '../support/sign-as.ts';
import { dead, foreign, KNOWN, later, NOW } from '../support/settlements.ts';
import { NOW as RECEIVED_AT, openReceive, PUBLIC_URL } from '../receive/open-receive.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

const received = async (headers: Readonly<Record<string, string>>) => {
  const secret = aSecret('tally');
  const { receive, copies, reports } = openReceive({ form: { tool: 'tally', secrets: [secret] } });
  const url = `${PUBLIC_URL}/webhooks/tw-main/form`;
  const signature = signAs('tally', { secret, body: '{}', url, now: RECEIVED_AT });
  await receive(aRequest({ source: 'form', body: '{}', headers: { ...headers, ...signature } }));
  return { attribute: copies[0]?.attributes['traceparent'], report: reports[0] };
};

describe('a delivery', () => {
  it("continues the sender's trace", async () => {
    const { attribute, report } = await received({ Traceparent: traceparent });
    expect(attribute?.type).toBe('String');
    expect(traceIdOf(String(attribute?.value))).toBe(TRACE);
    expect(report?.trace).toBe(TRACE);
  });

  it('starts a trace where the sender sent none or a malformed one', async () => {
    for (const headers of [{}, { traceparent: 'mine' }]) {
      const { attribute, report } = await received(headers);
      expect(report?.trace).toMatch(/^[0-9a-f]{32}$/);
      expect(traceIdOf(String(attribute?.value))).toBe(report?.trace);
    }
  });
});

describe('a message', () => {
  const message = readMessage(aRecord({ traceparent, other: 'x' }), NOW);

  it('names its trace and keeps the attribute unchanged', () => {
    expect(message).toMatchObject({
      trace: TRACE,
      foreign: { traceparent: { type: 'String', value: traceparent }, other: { value: 'x' } },
    });
    const part = { part: { known: {}, skipped: '' }, calls: [], durationMs: 0 };
    const result = { outcome: 'skipped', why: 'x' } as const;
    const context = { message: { ...message, replays: 2 }, now: NOW, stays: false };
    expect(toReport({ ...part, result }, context)).toMatchObject({
      trace: TRACE,
      replays: 2,
      firstSeenAt: SENT_AT,
    });
  });

  it('has no trace with a malformed attribute, but keeps the attribute', () => {
    const malformed = readMessage(aRecord({ traceparent: 'mine' }), NOW);
    expect(malformed).not.toHaveProperty('trace');
    expect(postponedCopy(malformed, later(), NOW, KNOWN)?.attributes).toHaveProperty('traceparent');
  });

  it('has the header of X-Ray again on every copy', () => {
    const { attributes } = aRecord();
    const traced = readMessage(
      aRecord({}, { attributes: { ...attributes, AWSTraceHeader: XRAY } }),
      NOW,
    );
    expect(postponedCopy(traced, later(), NOW, KNOWN)).toMatchObject({ traceHeader: XRAY });
    expect(deadLetterCopy(traced, dead(), NOW, KNOWN)).toMatchObject({ traceHeader: XRAY });
    expect(deadLetterCopy(aMessage(), dead(), NOW, KNOWN)).not.toHaveProperty('traceHeader');
  });
});

describe('the trace', () => {
  const crowded = aMessage({
    trace: TRACE,
    foreign: { ...foreign(9), traceparent: { type: 'String', value: traceparent } },
  });

  it('comes before all other attributes of the sender', () => {
    const copies = [
      postponedCopy(crowded, later({ delayMs: 3_600_000 }), NOW, KNOWN),
      deadLetterCopy(crowded, dead(), NOW, KNOWN),
    ];
    for (const copy of copies) {
      expect(Object.keys(copy?.attributes ?? {})).toHaveLength(10);
      expect(copy?.attributes['traceparent']?.value).toBe(traceparent);
    }
  });

  it('replaces `replayedAt` on a dead letter that has all others', () => {
    const replayed = { ...crowded, replays: 2, triesSince: SENT_AT + 1_000 };
    const names = Object.keys(deadLetterCopy(replayed, dead(), NOW, KNOWN).attributes);
    expect(names).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining(['reason', 'detail', 'replays', 'traceparent']));
    expect(names).not.toContain('replayedAt');
    // Redriven by SQS without a replay count: there is room for both.
    const redriven = deadLetterCopy({ ...replayed, replays: 0 }, dead(), NOW, KNOWN);
    expect(Object.keys(redriven.attributes)).toEqual(
      expect.arrayContaining(['detail', 'replayedAt', 'traceparent']),
    );
  });
});

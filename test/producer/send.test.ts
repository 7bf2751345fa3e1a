import { describe, expect, it } from 'vitest';
import { buildEvent } from '../../src/producer/build.ts';
import type { SignupEvent } from '../../src/producer/check.ts';
import {
  type BatchAnswer,
  type BatchEntry,
  sendEvents,
  type SendSettings,
} from '../../src/producer/send.ts';
import { UnsentError } from '../../src/producer/sent.ts';

const NOW = Date.parse('2026-11-22T03:10:00Z');

const eventOf = (id: string, more: object = {}): SignupEvent =>
  buildEvent(
    'customer.signed_up',
    {
      id,
      source: '/checkout',
      time: '2026-11-22T03:04:05Z',
      store: 'tw-main',
      customer: { email: 'ada@example.com' },
      ...more,
    },
    { now: NOW },
  );
const eventsOf = (count: number): readonly SignupEvent[] =>
  Array.from({ length: count }, (_, at) => eventOf(`e-${at}`));

const idIn = ({ MessageBody }: BatchEntry): string =>
  (JSON.parse(MessageBody) as { readonly id: string }).id;

const allSent = (entries: readonly BatchEntry[]): BatchAnswer => ({
  Successful: entries.map((entry) => ({ Id: entry.Id, MessageId: `m-${idIn(entry)}` })),
});
const failed = (Id: string, SenderFault: boolean, Code = 'InternalError') => ({
  Id,
  SenderFault,
  Code,
  Message: 'for ada@example.com',
});

type Answer = (entries: readonly BatchEntry[], call: number) => unknown;

/** Sends, with a service that answers as the test says. */
async function sending(
  events: readonly SignupEvent[],
  answer: Answer = allSent,
  options: SendSettings = {},
) {
  const calls: BatchEntry[][] = [];
  const waits: number[] = [];
  const sendBatch = async (entries: BatchEntry[]): Promise<BatchAnswer> => {
    calls.push(entries);
    return answer(entries, calls.length) as BatchAnswer;
  };
  const deps = {
    sleep: async (ms: number) => waits.push(ms),
    random: () => 1,
    now: () => NOW,
  };
  const result = await sendEvents(events, sendBatch, options, deps).catch((error: unknown) => {
    if (error instanceof UnsentError) return error;
    throw error;
  });
  const error = result instanceof UnsentError ? result : undefined;
  const sent = result instanceof UnsentError ? result.sent : result;
  return {
    calls: calls.map((entries) => entries.map(idIn)),
    entries: calls.flat(),
    waits,
    error,
    sent: sent.map(({ event, messageId }) => `${event.id} ${messageId}`),
    unsent: error?.unsent.map(({ index, kind, message }) => `${index} ${kind}: ${message}`) ?? [],
  };
}

const refuse = (fault: object): never => {
  throw Object.assign(new Error('for ada@example.com'), fault);
};

describe('send', () => {
  it('sends the event as it is, in the group of its store', async () => {
    const event = eventOf('e-1');
    const { entries, sent, waits } = await sending([event]);
    expect(entries).toEqual([
      { Id: '0', MessageBody: JSON.stringify(event), MessageGroupId: 'tw-main' },
    ]);
    expect(sent).toEqual(['e-1 m-e-1']);
    expect(waits).toEqual([]);
  });

  it('sends nothing where there is nothing', async () => {
    expect(await sending([])).toMatchObject({ calls: [], sent: [], error: undefined });
  });

  it('sends what it did not build: an event from a file, with its data as bytes', async () => {
    const { data, ...event } = eventOf('e-1');
    const bytes = { ...event, data_base64: Buffer.from(JSON.stringify(data)).toString('base64') };
    const { entries } = await sending([bytes as never]);
    expect(entries[0]).toMatchObject({ MessageGroupId: 'tw-main' });
  });

  it('says how it is called', async () => {
    const text = 'send takes a list of events, and a function that sends one batch';
    await expect(sending(eventOf('e-1') as never)).rejects.toThrow(new TypeError(text));
  });

  it('sends ten in a call', async () => {
    const { calls, sent } = await sending(eventsOf(23));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(sent).toHaveLength(23);
  });

  it('sends less than 1 MiB in a call', async () => {
    const large = { shopline: { memo: '王'.repeat(150_000) } };
    const { calls } = await sending(['a', 'b', 'c'].map((id) => eventOf(id, large)));
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('escapes the two characters that SQS refuses', async () => {
    const customer = { email: 'ada@example.com', note: 'a\uFFFE\uFFFFb' };
    const { entries } = await sending([eventOf('e-1', { customer })]);
    expect(entries[0]?.MessageBody).toContain(String.raw`a\ufffe\uffffb`);
    expect(JSON.parse(entries[0]?.MessageBody ?? '')).toMatchObject({ data: { customer } });
  });

  it('says of each event what the shop cannot hold', async () => {
    const event = eventOf('e-1', { customer: { email: 'ada@example.com', gender: 'female' } });
    const sent = await sendEvents(
      [event],
      async (entries) => allSent(entries),
      { platform: 'shoplazza' },
      { sleep: async () => undefined, random: () => 1, now: () => NOW },
    );
    expect(sent).toEqual([
      {
        event,
        index: 0,
        messageId: 'm-e-1',
        unheld: ['customer.gender'],
        leftOut: [],
        clamped: false,
        hidden: [],
      },
    ]);
  });
});

describe('an event that is not confirmed', () => {
  it('is tried again if the fault is the service’s, and no other is', async () => {
    const { calls, sent, waits, error } = await sending(eventsOf(3), (entries, call) =>
      call === 1
        ? { Successful: allSent(entries.slice(0, 2)).Successful, Failed: [failed('2', false)] }
        : allSent(entries),
    );
    expect(calls).toEqual([['e-0', 'e-1', 'e-2'], ['e-2']]);
    expect(sent).toEqual(['e-0 m-e-0', 'e-1 m-e-1', 'e-2 m-e-2']);
    expect(waits).toEqual([400]);
    expect(error).toBeUndefined();
  });

  it.each<[string, Answer]>([
    ['that the answer does not list', () => ({ Successful: [] })],
    ['without an answer', () => undefined],
    [
      'whose id the answer spells in another way',
      () => ({ Successful: [{ Id: '00' }, { MessageId: 'm' }] }),
    ],
  ])('is tried again: one %s', async (_, answer) => {
    const { calls, unsent } = await sending(eventsOf(1), answer);
    expect(calls).toHaveLength(5);
    expect(unsent).toEqual(['0 unconfirmed: SQS did not confirm it']);
  });

  it('is given back at once if SQS calls it the sender’s fault; the others are sent', async () => {
    const { calls, sent, unsent, error } = await sending(eventsOf(2), (entries) => ({
      Successful: allSent(entries.slice(1)).Successful,
      Failed: [failed('0', true, 'InvalidMessageContents')],
    }));
    expect(calls).toHaveLength(1);
    expect(sent).toEqual(['e-1 m-e-1']);
    expect(unsent).toEqual(['0 refused: SQS refused it: InvalidMessageContents']);
    expect(error?.message).toBe(
      '1 of 2 events was not sent. Event 1: SQS refused it: InvalidMessageContents.',
    );
  });

  it('is given back with its reason if it is invalid; the others are sent', async () => {
    const [first = eventOf('a'), second = eventOf('b')] = eventsOf(2);
    const broken = { ...second, data: { ...second.data, customer: { email: 'ada@' } } };
    const { sent, unsent, error } = await sending([first, broken, eventOf('e-2')]);
    expect(sent).toEqual(['e-0 m-e-0', 'e-2 m-e-2']);
    expect(unsent).toEqual([
      '1 invalid: the signup is not valid: /customer/email must be an e-mail address (format)',
    ]);
    expect(error?.unsent[0]?.event).toBe(broken);
    expect(error?.unsent[0]?.cause).toMatchObject({ reason: 'invalid_signup' });
  });

  it('is given back after five tries, with waits that double', async () => {
    const { calls, waits, unsent, error } = await sending(eventsOf(2), (entries) => ({
      Failed: entries.map(({ Id }) => failed(Id, false)),
    }));
    expect(calls).toHaveLength(5);
    expect(waits).toEqual([400, 800, 1_600, 3_200]);
    expect(unsent).toEqual([
      '0 unconfirmed: SQS did not take it: InternalError',
      '1 unconfirmed: SQS did not take it: InternalError',
    ]);
    expect(error?.message).toBe(
      '2 of 2 events were not sent. Event 1: SQS did not take it: InternalError.',
    );
  });

  it('has as many tries as the caller says', async () => {
    const { calls } = await sending(eventsOf(1), () => ({}), { attempts: 1 });
    expect(calls).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  const unreachable = { name: 'TimeoutError' };

  it.each<[string, object]>([
    ['without an answer', unreachable],
    ['by the service’s fault', { name: 'InternalFailure', $fault: 'server' }],
    [
      'because calls came too fast',
      { name: 'ThrottlingException', $fault: 'client', $retryable: { throttling: true } },
    ],
  ])('%s is made again, and the calls after it wait', async (_, fault) => {
    const { calls, sent } = await sending(eventsOf(25), (entries, call) =>
      call === 2 ? refuse(fault) : allSent(entries),
    );
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 10, 5]);
    expect(sent).toHaveLength(25);
  });

  it('because a right is missing is not made again, and neither are the others', async () => {
    const { calls, sent, unsent } = await sending(eventsOf(25), (entries, call) =>
      call === 2 ? refuse({ name: 'AccessDenied', $fault: 'client' }) : allSent(entries),
    );
    expect(calls).toHaveLength(2);
    expect(sent).toHaveLength(10);
    expect(unsent).toHaveLength(15);
    expect(unsent[0]).toBe('10 refused: the call to SQS failed: AccessDenied');
  });

  it('is given up after five tries without progress, however many events wait', async () => {
    const { calls, unsent } = await sending(eventsOf(1_000), () => refuse(unreachable));
    expect(calls).toHaveLength(5);
    expect(unsent).toHaveLength(1_000);
  });

  it('again and again does not end a long list that makes progress', async () => {
    const { sent, error } = await sending(eventsOf(200), (entries, call) =>
      call % 2 === 0 ? refuse(unreachable) : allSent(entries),
    );
    expect(error).toBeUndefined();
    expect(sent).toHaveLength(200);
    expect(sent[199]).toBe('e-199 m-e-199');
  });

  it('names its code and never its text, which can quote what was sent', async () => {
    const { error } = await sending(eventsOf(1), () =>
      refuse({ name: 'bad name ada@example.com' }),
    );
    expect(error?.message).toBe(
      '1 of 1 event was not sent. Event 1: the call to SQS failed: unknown error.',
    );
    expect(String(error?.stack).includes('ada')).toBe(false);
  });
});

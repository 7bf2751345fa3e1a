import { describe, expect, it } from 'vitest';
import {
  type ReplayDeps,
  replayLetters,
  type ReplayOptions,
} from '../../../src/dead-letters/replay/replay.ts';
import type { Selection } from '../../../src/dead-letters/letter.ts';
import type { QueueDepth } from '../../../src/dead-letters/ports.ts';
import { aLetter, type LetterWorld, openLetterWorld, text } from '../../support/letter-world.ts';

const replays = (count: number) => ({ replays: { type: 'Number', value: String(count) } });
const fill = (world: LetterWorld, count: number, more: Parameters<typeof aLetter>[0] = {}) => {
  for (let at = 0; at < count; at += 1) {
    // The first one is the newest.
    world.put(aLetter({ id: `e-${at}`, ...more }), (at + 1) * 1_000);
  }
};
const replay = (
  { deps }: LetterWorld,
  options: Partial<ReplayOptions> = {},
  selection: Selection = {},
  changes: Partial<ReplayDeps> = {},
) => replayLetters(selection, { execute: true, ...options }, { ...deps, ...changes });

/** Makes dead letters of all messages on `signups`, as `consume` writes them. */
const failAll = (world: LetterWorld): void => {
  for (const { body, attributes } of world.drain()) {
    const failedAt = text(new Date(world.now()).toISOString());
    world.put({ body, attributes: { ...attributes, failedAt, reason: text('rejected') } });
  }
};
const EMPTY: QueueDepth = { waiting: 0, inFlight: 0, delayed: 0 };

describe('a dry run', () => {
  it('predicts each letter, and changes nothing', async () => {
    const world = openLetterWorld();
    fill(world, 2);
    fill(world, 1, { store: 'unheard-of' });
    fill(world, 1, { attributes: replays(3) });
    const before = world.content('deadLetters');
    const report = await replay(world, { execute: false });
    expect(report).toMatchObject({
      dryRun: true,
      selected: 4,
      predicted: { delivers: 3, skipped: 0, fails: 1, needsForce: 1 },
      replayed: 0,
      complete: true,
    });
    expect(report.perLetter.map(({ action, why }) => [action, why])).toEqual(
      expect.arrayContaining([
        ['held back', 'dry run'],
        ['left', 'it would fail again as unknown_store'],
        ['left', 'it was replayed 3 times already; only --force replays it again'],
      ]),
    );
    expect(world.content('deadLetters')).toEqual(before);
    expect(world.content('signups')).toEqual([]);
  });
});

describe('a replay', () => {
  it('replays letters that do not fail again, and leaves the others', async () => {
    const world = openLetterWorld();
    fill(world, 13);
    fill(world, 4, { store: 'unheard-of' });
    const report = await replay(world);
    expect(report).toMatchObject({ selected: 17, replayed: 13, cameBack: [], complete: true });
    expect(world.content('signups')).toHaveLength(13);
    expect(world.content('deadLetters')).toHaveLength(4);
    expect(world.inFlight()).toBe(0);
    expect(await replay(world)).toMatchObject({ selected: 4, replayed: 0 });
  });

  it('replays with force also letters that fail again or were replayed three times', async () => {
    const world = openLetterWorld();
    fill(world, 2, { store: 'unheard-of' });
    fill(world, 2, { attributes: replays(7) });
    expect(await replay(world, { force: true })).toMatchObject({ replayed: 4 });
    expect(world.content('signups').map(({ attributes }) => attributes['replays']?.value)).toEqual(
      expect.arrayContaining(['1', '1', '8', '8']),
    );
  });

  it('replays up to its limit those that expire first, and reports the limit', async () => {
    const world = openLetterWorld();
    fill(world, 30);
    const report = await replay(world, {}, { limit: 3 });
    expect(report).toMatchObject({ selected: 3, replayed: 3, stopped: 'limit', complete: true });
    const ids = world.content('signups').map(({ attributes }) => attributes['eventId']?.value);
    expect(ids).toEqual(['e-29', 'e-28', 'e-27']);
  });

  it.each<[string, Selection, number]>([
    ['reason', { reasons: ['rejected'] }, 2],
    ['store', { stores: ['ok'] }, 5],
    ['source', { sources: ['/other'] }, 0],
    ['event id', { ids: ['e-1'] }, 2],
    ['time', { until: Date.parse('2026-11-21T09:00:00Z') }, 0],
    ['reason and id', { reasons: ['rejected'], ids: ['e-0'] }, 1],
  ])('replays only letters selected by %s', async (_, selection, count) => {
    const world = openLetterWorld();
    fill(world, 3);
    fill(world, 2, { reason: 'rejected' });
    expect(await replay(world, {}, selection)).toMatchObject({ selected: count, replayed: count });
    expect(world.content('deadLetters')).toHaveLength(5 - count);
  });

  it('keeps its rate', async () => {
    const world = openLetterWorld();
    fill(world, 40);
    const started = world.now();
    await replay(world, { rate: 4 });
    // The first four are sent at once.
    expect(world.now() - started).toBe(9_000);
  });

  it('keeps its lease at any rate', async () => {
    const world = openLetterWorld();
    fill(world, 8);
    const { queue } = world;
    const others: number[] = [];
    const send: typeof queue.send = async (copies) => {
      others.push((await world.deadLetters.receive(0)).length);
      return queue.send(copies);
    };
    const report = await replay(world, { rate: 0.02 }, {}, { queue: { send } });
    expect(report.replayed).toBe(8);
    expect(others).toEqual(Array(8).fill(0));
  });

  it('does not replay its own failures, and counts them', async () => {
    const world = openLetterWorld();
    fill(world, 1_250);
    const { queue } = world;
    const send: typeof queue.send = async (copies) => {
      const confirmed = await queue.send(copies);
      failAll(world);
      return confirmed;
    };
    const report = await replay(world, { rate: 1_000 }, {}, { queue: { send } });
    expect(report.replayed).toBe(1_250);
    expect(report.cameBack.length).toBeGreaterThan(0);
    expect(world.content('deadLetters')).toHaveLength(1_250);
    expect(
      world.content('deadLetters').every((one) => one.attributes['replays']?.value === '1'),
    ).toBe(true);
  });

  it('leaves letters that the queue refuses, continues, and stops when it refuses all', async () => {
    const world = openLetterWorld();
    fill(world, 100);
    let calls = 0;
    const send: ReplayDeps['queue']['send'] = async (copies) => {
      calls += 1;
      return calls === 2 || calls > 3 ? new Set() : world.queue.send(copies);
    };
    const report = await replay(world, {}, {}, { queue: { send } });
    expect(report).toMatchObject({ replayed: 20, stopped: 'failures' });
    expect(calls).toBe(8);
    expect(world.content('deadLetters')).toHaveLength(80);
    expect(world.inFlight()).toBe(0);
  });

  it('ends between two send batches after an abort, or when its time ends', async () => {
    const world = openLetterWorld();
    fill(world, 50);
    const stopping = new AbortController();
    const send: ReplayDeps['queue']['send'] = async (copies) => {
      stopping.abort();
      return world.queue.send(copies);
    };
    const report = await replay(world, {}, {}, { queue: { send }, signal: stopping.signal });
    expect(report).toMatchObject({ replayed: 10, stopped: 'signal', complete: false });
    expect(await replay(world, {}, {}, { remainingMs: () => 19_000 })).toMatchObject({
      replayed: 0,
      stopped: 'time',
    });
    expect(world.content('deadLetters')).toHaveLength(40);
    expect(world.inFlight()).toBe(0);
  });

  it.each([
    ['it is aborted', {}, 'signal'],
    ['its time ends', { remainingMs: () => 19_000 }, 'time'],
  ])('ends during the predictions when %s, and reports it', async (_, given, stopped) => {
    const world = openLetterWorld();
    fill(world, 50);
    const signal = AbortSignal.abort();
    const report = await replay(world, { execute: false }, {}, { ...given, signal });
    expect(report).toMatchObject({ dryRun: true, selected: 0, stopped, complete: false });
    expect(world.inFlight()).toBe(0);
  });
});

describe.each([
  ['10 minutes behind', -600_000],
  ['10 minutes ahead', 600_000],
  ['right', 0],
])('a replay with a local clock that is %s', (_, aheadMs) => {
  it('selects letters that have just arrived, and writes the queue’s time on them', async () => {
    const world = openLetterWorld({}, aheadMs);
    world.put(aLetter({ id: 'fresh' }), 0);
    world.put(aLetter({ id: 'older' }), 300_000);
    const report = await replay(world);
    expect(report).toMatchObject({ selected: 2, replayed: 2, complete: true });
    const offBy = report.replayedAt - world.now();
    expect(Math.abs(offBy)).toBeLessThan(1_000);
    const times = world.content('signups').map(({ attributes }) => attributes['replayedAt']?.value);
    expect(times).toEqual(Array(2).fill(new Date(report.replayedAt).toISOString()));
  });

  it('recognises its own failures, also without a count, and replays none twice', async () => {
    const world = openLetterWorld({}, aheadMs);
    fill(world, 1_020);
    const { queue } = world;
    const send: typeof queue.send = async (copies) => {
      const confirmed = await queue.send(copies);
      world.pass(2_000);
      for (const { body, attributes } of world.drain()) {
        // With many attributes of the sender, a dead letter has no room for these two.
        const { replays: _r, replayedAt: __, ...others } = attributes;
        const failedAt = text(new Date(world.now()).toISOString());
        world.put({ body, attributes: { ...others, failedAt, reason: text('rejected') } });
      }
      return confirmed;
    };
    const report = await replay(world, { rate: 1_000 }, {}, { queue: { send } });
    expect(report.replayed).toBe(1_020);
    expect(report.cameBack.length).toBeGreaterThan(0);
    expect(world.content('deadLetters')).toHaveLength(1_020);
  });

  it('leaves letters that arrive during the run', async () => {
    const world = openLetterWorld({}, aheadMs);
    fill(world, 12);
    const { queue } = world;
    const send: typeof queue.send = async (copies) => {
      world.pass(2_000);
      world.put(aLetter({ id: `late-${world.now()}` }));
      return queue.send(copies);
    };
    expect(await replay(world, {}, {}, { queue: { send } })).toMatchObject({ replayed: 12 });
    expect(world.content('deadLetters')).toHaveLength(2);
  });
});

describe('a canary', () => {
  it('stops when one of the first comes back, and leaves the rest', async () => {
    const world = openLetterWorld();
    fill(world, 30);
    const sleep = async (ms: number): Promise<void> => {
      world.pass(ms);
      failAll(world);
    };
    const report = await replay(world, { first: 4 }, {}, { sleep });
    expect(report).toMatchObject({ replayed: 4, stopped: 'failures' });
    expect(report.cameBack).toHaveLength(4);
    expect(report.cameBack[0]).toMatchObject({ reason: 'rejected', eventId: 'e-29', store: 'ok' });
    expect(report.perLetter.filter(({ action }) => action === 'held back')).toHaveLength(26);
  });

  it.each([
    { maxFailures: 3, replayed: 4 },
    { maxFailures: 4, replayed: 30 },
  ])('lets $maxFailures of four come back', async ({ maxFailures, replayed }) => {
    const world = openLetterWorld();
    fill(world, 30);
    let once = false;
    const sleep = async (ms: number): Promise<void> => {
      world.pass(ms);
      if (!once) failAll(world);
      once = true;
    };
    const report = await replay(world, { first: 4, maxFailures }, {}, { sleep });
    expect(report.replayed).toBe(replayed);
  });

  it('continues when the queue was empty twice, otherwise after a minute', async () => {
    const world = openLetterWorld();
    fill(world, 12);
    const started = world.now();
    const signupsDepth = async () => EMPTY;
    expect(await replay(world, { first: 2 }, {}, { signupsDepth })).toMatchObject({ replayed: 12 });
    expect(world.now() - started).toBeLessThan(3_000);

    const other = openLetterWorld();
    fill(other, 12);
    const began = other.now();
    expect(await replay(other, { first: 2 })).toMatchObject({ replayed: 12 });
    expect(other.now() - began).toBeGreaterThanOrEqual(60_000);
  });
});

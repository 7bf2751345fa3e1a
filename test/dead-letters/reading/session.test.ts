import { describe, expect, it } from 'vitest';
import { WaitError } from '../../../src/event/errors.ts';
import { withReadingSession, type ReadDeps } from '../../../src/dead-letters/reading/session.ts';
import type { DeadLetter } from '../../../src/dead-letters/letter.ts';
import { aLetter, openLetterWorld } from '../../support/letter-world.ts';

const fill = (count: number, world = openLetterWorld()) => {
  for (let at = 0; at < count; at += 1) world.put(aLetter({ id: `e-${at}` }));
  return world;
};

const readAll = (deps: ReadDeps) =>
  withReadingSession(deps, async (session) => {
    const letters: DeadLetter[] = [];
    for (let next = await session.next(); next; next = await session.next()) letters.push(...next);
    return { letters, complete: session.isComplete() };
  });

describe('a reading session', () => {
  it.each([0, 1, 10, 25, 431])('reads each of %i letters once, and releases all', async (count) => {
    const world = fill(count);
    const { letters, complete } = await readAll(world.deps);
    expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(count);
    expect(letters).toHaveLength(count);
    expect(complete).toBe(true);
    expect(world.inFlight()).toBe(0);
  });

  it('releases all after an error', async () => {
    const world = fill(30);
    const failing = withReadingSession(world.deps, async (session) => {
      await session.next();
      await session.next();
      expect(world.inFlight()).toBe(20);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(world.inFlight()).toBe(0);
  });

  it('releases all after an abort, and reports that it is incomplete', async () => {
    const world = fill(30);
    const stopping = new AbortController();
    const seen = await withReadingSession(
      { ...world.deps, signal: stopping.signal },
      async (session) => {
        await session.next();
        stopping.abort();
        return { next: await session.next(), complete: session.isComplete() };
      },
    );
    expect(seen).toEqual({ next: undefined, complete: false });
    expect(world.inFlight()).toBe(0);
  });

  it('receives again after an empty receive, by long polling', async () => {
    const world = fill(12);
    const longPolls: (boolean | undefined)[] = [];
    const receive: ReadDeps['deadLetters']['receive'] = async (leaseSeconds, longPoll) => {
      longPolls.push(longPoll);
      return longPolls.length === 1 ? [] : world.deadLetters.receive(leaseSeconds, longPoll);
    };
    const { letters } = await readAll({
      ...world.deps,
      deadLetters: { ...world.deadLetters, receive },
    });
    expect(letters).toHaveLength(12);
    expect(longPolls).toEqual([false, true, false, false, true]);
  });

  it('reports that it is incomplete when SQS delivers no more', async () => {
    const world = fill(30);
    let receives = 0;
    const receive: ReadDeps['deadLetters']['receive'] = async (leaseSeconds) =>
      (receives += 1) > 2 ? [] : world.deadLetters.receive(leaseSeconds);
    const { letters, complete } = await readAll({
      ...world.deps,
      deadLetters: { ...world.deadLetters, receive },
    });
    expect(letters).toHaveLength(20);
    expect(complete).toBe(false);
    expect(world.inFlight()).toBe(0);
  });

  it('renews its lease, so that no other consumer receives the letters', async () => {
    const world = fill(15);
    await withReadingSession(world.deps, async (session) => {
      await session.next();
      for (let minute = 0; minute < 10; minute += 1) {
        world.pass(61_000);
        await session.poll();
        expect(world.inFlight()).toBe(15);
      }
    });
    expect(world.inFlight()).toBe(0);
  });

  it('removes a letter again that SQS delivers after its removal', async () => {
    const world = fill(1);
    const removals: number[] = [];
    const [copy] = await world.deadLetters.receive(0);
    const answers = [copy, copy].map((letter) => (letter ? [letter] : []));
    await withReadingSession(
      {
        ...world.deps,
        deadLetters: {
          ...world.deadLetters,
          receive: async () => answers.shift() ?? [],
          remove: async (letters) => {
            removals.push(letters.length);
            return new Set(letters.map(({ messageId }) => messageId));
          },
        },
      },
      async (session) => {
        const first = (await session.next()) ?? [];
        await session.remove(first);
        expect(await session.next()).toBeUndefined();
      },
    );
    expect(removals).toEqual([1, 1]);
  });

  it('rejects when the queue cannot be reached', async () => {
    const world = fill(1);
    const depth = async () => Promise.reject(new WaitError('the queue cannot be reached'));
    const deadLetters = { ...world.deadLetters, depth };
    await expect(readAll({ ...world.deps, deadLetters })).rejects.toThrow('cannot be reached');
  });
});

import { describe, expect, it } from 'vitest';
import { WaitError } from '../../../src/event/errors.ts';
import { holdLetters, type ReadDeps } from '../../../src/dead-letters/reading/hold.ts';
import type { Letter } from '../../../src/dead-letters/letter.ts';
import { aLetter, openLetterWorld } from '../../support/letter-world.ts';

const fill = (count: number, world = openLetterWorld()) => {
  for (let at = 0; at < count; at += 1) world.put(aLetter({ id: `e-${at}` }));
  return world;
};

const readAll = (deps: ReadDeps) =>
  holdLetters(deps, async (hold) => {
    const letters: Letter[] = [];
    for (let next = await hold.next(); next; next = await hold.next()) letters.push(...next);
    return { letters, complete: hold.isComplete() };
  });

describe('holding letters', () => {
  it.each([0, 1, 10, 25, 431])('sees each of %i letters once, and puts all back', async (count) => {
    const world = fill(count);
    const { letters, complete } = await readAll(world.deps);
    expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(count);
    expect(letters).toHaveLength(count);
    expect(complete).toBe(true);
    expect(world.inHand()).toBe(0);
  });

  it('puts all back when what it is held for fails', async () => {
    const world = fill(30);
    const failing = holdLetters(world.deps, async (hold) => {
      await hold.next();
      await hold.next();
      expect(world.inHand()).toBe(20);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(world.inHand()).toBe(0);
  });

  it('puts all back and says that there may be more when somebody stops it', async () => {
    const world = fill(30);
    const stopping = new AbortController();
    const seen = await holdLetters({ ...world.deps, signal: stopping.signal }, async (hold) => {
      await hold.next();
      stopping.abort();
      return { next: await hold.next(), complete: hold.isComplete() };
    });
    expect(seen).toEqual({ next: undefined, complete: false });
    expect(world.inHand()).toBe(0);
  });

  it('asks again when one take finds nothing, and then patiently', async () => {
    const world = fill(12);
    const patience: (boolean | undefined)[] = [];
    const take: ReadDeps['deadLetters']['take'] = async (handSeconds, patiently) => {
      patience.push(patiently);
      return patience.length === 1 ? [] : world.deadLetters.take(handSeconds, patiently);
    };
    const { letters } = await readAll({
      ...world.deps,
      deadLetters: { ...world.deadLetters, take },
    });
    expect(letters).toHaveLength(12);
    expect(patience).toEqual([false, true, false, false, true]);
  });

  it('says that it did not see all where SQS lets no more be taken', async () => {
    const world = fill(30);
    let taken = 0;
    const take: ReadDeps['deadLetters']['take'] = async (handSeconds) =>
      (taken += 1) > 2 ? [] : world.deadLetters.take(handSeconds);
    const { letters, complete } = await readAll({
      ...world.deps,
      deadLetters: { ...world.deadLetters, take },
    });
    expect(letters).toHaveLength(20);
    expect(complete).toBe(false);
    expect(world.inHand()).toBe(0);
  });

  it('keeps letters in hand beyond their time, so that nobody else takes them', async () => {
    const world = fill(15);
    await holdLetters(world.deps, async (hold) => {
      await hold.next();
      for (let minute = 0; minute < 10; minute += 1) {
        world.pass(61_000);
        await hold.look();
        expect(world.inHand()).toBe(15);
      }
    });
    expect(world.inHand()).toBe(0);
  });

  it('removes once more what SQS delivers although it was removed', async () => {
    const world = fill(1);
    const removals: number[] = [];
    const [copy] = await world.deadLetters.take(0);
    const takes = [copy, copy].map((letter) => (letter ? [letter] : []));
    await holdLetters(
      {
        ...world.deps,
        deadLetters: {
          ...world.deadLetters,
          take: async () => takes.shift() ?? [],
          remove: async (letters) => {
            removals.push(letters.length);
            return new Set(letters.map(({ messageId }) => messageId));
          },
        },
      },
      async (hold) => {
        const first = (await hold.next()) ?? [];
        await hold.remove(first);
        expect(await hold.next()).toBeUndefined();
      },
    );
    expect(removals).toEqual([1, 1]);
  });

  it('fails where the queue cannot be reached', async () => {
    const world = fill(1);
    const depth = async () => Promise.reject(new WaitError('the queue cannot be reached'));
    const deadLetters = { ...world.deadLetters, depth };
    await expect(readAll({ ...world.deps, deadLetters })).rejects.toThrow('cannot be reached');
  });
});

import { describe, expect, it } from 'vitest';
import { discardLetters, exportLetters } from '../../src/dead-letters/write.ts';
import { findLetter, listLetters } from '../../src/dead-letters/list.ts';
import { importLetters } from '../../src/dead-letters/import.ts';
import type { LetterSink } from '../../src/dead-letters/file-format.ts';
import { readLetters } from '../../src/dead-letters/reading/session.ts';
import { aLetter, openLetterWorld, text } from '../support/letter-world.ts';

const binary = { type: 'Binary', value: new Uint8Array([0, 255]) };
const openFile = () => {
  const lines: string[] = [];
  const steps: string[] = [];
  const sink: LetterSink = {
    append: async (more) => {
      steps.push('append');
      lines.push(...more);
    },
    flush: async () => void steps.push('flush'),
  };
  return { lines, steps, sink };
};
async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const filled = (count = 5) => {
  const world = openLetterWorld();
  for (let at = 0; at < count; at += 1) {
    const store = at % 2 === 0 ? 'ok' : 'other';
    world.put(aLetter({ id: `e-${at}`, store, attributes: { binary } }), at * 1_000);
  }
  return world;
};
const contentOf = (world: ReturnType<typeof filled>) =>
  world
    .content('deadLetters')
    .map(({ body, attributes, groupId }) => ({ body, attributes, groupId }));

describe('listing', () => {
  it('groups by reason, store and source, those that expire first on top', async () => {
    const world = filled();
    const list = await listLetters({}, world.deps);
    expect(list).toMatchObject({ total: 5, complete: true });
    expect(list.letters.map(({ eventId }) => eventId)).toEqual(['e-4', 'e-3', 'e-2', 'e-1', 'e-0']);
    expect(list.groups.map(({ store, count }) => [store, count])).toEqual([
      ['ok', 3],
      ['other', 2],
    ]);
    expect(list.soonestExpiry).toBe(list.letters[0]?.expiresAt);
    expect(JSON.stringify(list)).not.toContain('example.com');
  });

  it('counts beyond its limit', async () => {
    const list = await listLetters({ limit: 2, stores: ['ok'] }, filled().deps);
    expect(list.total).toBe(3);
    expect(list.letters.map(({ eventId }) => eventId)).toEqual(['e-4', 'e-2']);
  });

  it('has no times without letters', async () => {
    expect(await listLetters({}, openLetterWorld().deps)).toEqual({
      letters: [],
      groups: [],
      total: 0,
      read: 0,
      complete: true,
    });
  });
});

describe('finding', () => {
  it('accepts a message id, or an event id and then returns its latest letter', async () => {
    const world = filled();
    const id = world.put(
      aLetter({ id: 'e-2', attributes: { failedAt: text('2026-11-22T00:00:00.000Z') } }),
    );
    expect((await findLetter('e-2', world.deps))?.messageId).toBe(id);
    expect((await findLetter('letter-3', world.deps))?.eventId).toBe('e-2');
    expect(await findLetter('unknown', world.deps)).toBeUndefined();
    expect(world.inFlight()).toBe(0);
  });

  it('leases the selected letters with their bodies while they are in use', async () => {
    const world = filled();
    const bodies = await readLetters(
      { stores: ['ok'], limit: 2 },
      world.deps,
      async (letters, seen) => {
        expect(seen).toEqual({ total: 5, complete: true });
        expect(world.inFlight()).toBe(5);
        return letters.map(({ message }) => message.body);
      },
    );
    expect(bodies).toEqual(['e-4', 'e-2'].map((id) => aLetter({ id }).body));
    expect(world.inFlight()).toBe(0);
  });
});

describe('discarding', () => {
  it('is a dry run without execute', async () => {
    const world = filled();
    const { sink, steps } = openFile();
    const report = await discardLetters({}, { why: 'x', execute: false }, { ...world.deps, sink });
    expect(report).toMatchObject({ dryRun: true, selected: 5, removed: 0 });
    expect([world.content('deadLetters').length, steps]).toEqual([5, []]);
  });

  it('writes a copy with the reason before it removes', async () => {
    const world = filled();
    const { sink, lines, steps } = openFile();
    const remove: typeof world.deadLetters.remove = async (letters) => {
      steps.push('remove');
      return world.deadLetters.remove(letters);
    };
    const deps = { ...world.deps, deadLetters: { ...world.deadLetters, remove }, sink };
    const report = await discardLetters({ stores: ['ok'] }, { why: 'test', execute: true }, deps);
    expect(report).toMatchObject({ dryRun: false, selected: 3, written: 3, removed: 3, left: [] });
    expect(steps).toEqual(['append', 'flush', 'remove']);
    expect(lines.map((line) => (JSON.parse(line) as { why: string }).why)).toEqual(
      Array(3).fill('test'),
    );
    expect(world.content('deadLetters')).toHaveLength(2);
  });

  it('keeps no copy without a sink', async () => {
    const world = filled();
    const report = await discardLetters({}, { why: 'x', execute: true }, world.deps);
    expect(report).toMatchObject({ written: 0, removed: 5 });
  });

  it('removes nothing after a failed write', async () => {
    const world = filled();
    const sink = { ...openFile().sink, flush: async () => Promise.reject(new Error('disk full')) };
    const running = discardLetters({}, { why: 'x', execute: true }, { ...world.deps, sink });
    await expect(running).rejects.toThrow('disk full');
    expect(world.content('deadLetters')).toHaveLength(5);
    expect(world.inFlight()).toBe(0);
  });
});

describe('export and import', () => {
  it('move letters to a file and back, to the byte', async () => {
    const world = filled(25);
    const before = contentOf(world);
    const { sink, lines } = openFile();
    const report = await exportLetters({}, { remove: true }, { ...world.deps, sink });
    expect(report).toMatchObject({ written: 25, removed: 25, complete: true });
    expect(world.content('deadLetters')).toEqual([]);
    const back = await importLetters(linesOf(lines), world.deps);
    expect(back).toMatchObject({
      read: 25,
      imported: 25,
      alreadyThere: 0,
      broken: [],
      refused: [],
    });
    expect(contentOf(world)).toEqual(expect.arrayContaining(before));
    expect(contentOf(world)).toHaveLength(25);
  });

  it('change nothing when they are repeated', async () => {
    const world = filled();
    const { sink, lines } = openFile();
    await exportLetters({ stores: ['ok'] }, {}, { ...world.deps, sink });
    const before = contentOf(world);
    const report = await importLetters(linesOf([...lines, ...lines]), world.deps);
    expect(report).toMatchObject({ read: 6, imported: 0, alreadyThere: 6 });
    expect(contentOf(world)).toEqual(before);
  });

  it('are not imported where the queue could not be read as a whole: they could be there twice', async () => {
    const world = filled(2);
    const { sink, lines } = openFile();
    await exportLetters({}, { remove: true }, { ...world.deps, sink });
    const depth = async () => ({ waiting: 9, inFlight: 0, delayed: 0 });
    const deadLetters = Object.assign(Object.create(world.deps.deadLetters) as object, {
      ...world.deps.deadLetters,
      depth,
    });
    const deps = { ...world.deps, deadLetters };
    expect(await importLetters(linesOf(lines), deps)).toEqual({
      read: 0,
      imported: 0,
      alreadyThere: 0,
      broken: [],
      refused: [],
      complete: false,
    });
    expect(await importLetters(linesOf(lines), world.deps)).toMatchObject({ imported: 2 });
  });

  it('import two equal letters once each', async () => {
    const world = openLetterWorld();
    world.put(aLetter());
    world.put(aLetter());
    const { sink, lines } = openFile();
    await exportLetters({}, { remove: true }, { ...world.deps, sink });
    const twice = () => importLetters(linesOf([...lines, ...lines]), world.deps);
    expect(await twice()).toMatchObject({ imported: 2, alreadyThere: 2 });
    expect(await twice()).toMatchObject({ imported: 0, alreadyThere: 4 });
  });

  it('name broken lines by their numbers, and import the others', async () => {
    const world = filled(2);
    const { sink, lines } = openFile();
    await exportLetters({}, { remove: true }, { ...world.deps, sink });
    const [first = '', second = ''] = lines;
    const file = [first, '{"half": ', '', second.replace('"body"', '"bod"')];
    const report = await importLetters(linesOf(file), world.deps);
    expect(report).toMatchObject({ read: 1, imported: 1, broken: [2, 4] });
  });

  it('name lines that the queue refused', async () => {
    const world = filled(12);
    const { sink, lines } = openFile();
    await exportLetters({}, { remove: true }, { ...world.deps, sink });
    const queue = { send: async () => new Set(['1', '3', '12']) };
    const report = await importLetters(linesOf(lines.slice(0, 4)), { ...world.deps, queue });
    expect(report).toMatchObject({ read: 4, refused: [2, 4] });
  });
});

import { describe, expect, it } from 'vitest';
import { discardLetters, exportLetters } from '../../src/dead-letters/write.ts';
import { importLetters } from '../../src/dead-letters/import.ts';
import { fromLine, type LetterSink, toLine } from '../../src/dead-letters/file-format.ts';
import { replayLetters } from '../../src/dead-letters/replay/replay.ts';
import { aLetter, type LetterWorld, openLetterWorld, text } from '../support/letter-world.ts';
import type { Content } from '../support/memory-queues.ts';
import { PORT_FAULTS, spoil, type Spoiled } from '../support/port-faults.ts';

const sinkOf = (lines: string[]): LetterSink => {
  const pending: string[] = [];
  return {
    append: async (more) => void pending.push(...more),
    flush: async () => void lines.push(...pending.splice(0)),
  };
};

interface Scene {
  readonly world: LetterWorld;
  /** Lines on the disk that survived the crash. */
  readonly file: string[];
}

/** Two receives, and more than one send batch. */
const LETTERS = 13;
const binary = { type: 'Binary.photo', value: new Uint8Array([0, 255, 128]) };

function openScene(): Scene {
  const world = openLetterWorld();
  for (let at = 0; at < LETTERS; at += 1) {
    const store = at % 5 === 0 ? 'unheard-of' : 'ok';
    const { attributes, ...letter } = aLetter({ id: `e-${at}`, store });
    // Two of the ten attributes stay free; otherwise `replays` would replace `detail`.
    const { detail: _, attempts: __, ...own } = attributes;
    world.put({ ...letter, attributes: { ...own, theirs: text(` ${at} `), binary } });
  }
  return { world, file: [] };
}

interface Operation {
  readonly name: string;
  readonly prepare?: ((scene: Scene) => void) | undefined;
  readonly run: (scene: Scene, wrap: Spoiled['wrap']) => Promise<unknown>;
}

const wrapped = ({ world }: Scene, wrap: Spoiled['wrap']) => ({
  ...world.deps,
  deadLetters: wrap(world.deadLetters),
  queue: wrap(world.queue),
});
async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const OPERATIONS: readonly Operation[] = [
  {
    name: 'replay',
    run: (scene, wrap) =>
      replayLetters({}, { execute: true, first: 3, canaryMs: 5_000 }, wrapped(scene, wrap)),
  },
  {
    name: 'replay with a limit and force',
    run: (scene, wrap) =>
      replayLetters({ limit: 11 }, { execute: true, force: true }, wrapped(scene, wrap)),
  },
  {
    name: 'discard',
    run: (scene, wrap) =>
      discardLetters(
        {},
        { why: 'a test', execute: true },
        { ...wrapped(scene, wrap), sink: wrap(sinkOf(scene.file)) },
      ),
  },
  {
    name: 'export --remove',
    run: (scene, wrap) =>
      exportLetters(
        { limit: 11 },
        { remove: true },
        { ...wrapped(scene, wrap), sink: wrap(sinkOf(scene.file)) },
      ),
  },
  {
    name: 'import',
    prepare: ({ world, file }) => {
      const more = Array.from({ length: 11 }, (_, at) => aLetter({ id: `more-${at}` }));
      const all = [...more, ...world.content('deadLetters').slice(0, 4)];
      const sentAt = world.now();
      file.push(...all.map((one, at) => toLine({ messageId: `m-${at}`, sentAt, ...one })));
    },
    run: (scene, wrap) => importLetters(linesOf(scene.file), wrapped(scene, wrap)),
  },
];

const printOf = ({ body, attributes }: Content): string => {
  const { replays: _, replayedAt: __, ...others } = attributes;
  return JSON.stringify([body, Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
};

/** All letters of all places, each once, because duplicates are harmless and losses are not. */
const everywhere = ({ world, file }: Scene): string =>
  [
    ...new Set([
      ...world.content('deadLetters').map(printOf),
      ...world.content('signups').map(printOf),
      ...file.flatMap((line) => fromLine(line) ?? []).map(printOf),
    ]),
  ]
    .toSorted()
    .join('\n');

/** Counts the calls of a run without faults. */
async function countSteps({ prepare, run }: Pick<Operation, 'prepare' | 'run'>): Promise<number> {
  const scene = openScene();
  prepare?.(scene);
  const counting = spoil('refused', 0);
  await run(scene, counting.wrap);
  return counting.calls();
}

describe.each(OPERATIONS)('$name', ({ prepare, run }) => {
  it.each(PORT_FAULTS)('loses and changes no letter when any step is %s', async (fault) => {
    const steps = await countSteps({ prepare, run });
    expect(steps).toBeGreaterThan(6);
    for (let at = 1; at <= steps; at += 1) {
      const scene = openScene();
      prepare?.(scene);
      const before = everywhere(scene);
      const spoiled = spoil(fault, at);
      await run(scene, spoiled.wrap).catch(() => undefined);
      expect(everywhere(scene)).toBe(before);

      // The leases of a killed run end, and a second run finishes the work.
      scene.world.pass(3_600_000);
      await run(scene, (port) => port);
      expect(everywhere(scene)).toBe(before);
      expect(scene.world.inFlight()).toBe(0);
    }
  });
});

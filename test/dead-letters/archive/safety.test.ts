import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveLetters } from '../../../src/dead-letters/archive/archive.ts';
import { importArchive } from '../../../src/dead-letters/import.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import { fromLine } from '../../../src/dead-letters/file-format.ts';
import { createMemoryArchive } from '../../support/memory-archive.ts';
import { createMemoryQueues } from '../../support/memory-queues.ts';
import { PORT_FAULTS, spoil, type Spoiled } from '../../support/port-faults.ts';
import { FAULTS } from './archive-faults.ts';
import { type ArchiveRig, type Content, openArchiveRig } from './archive-rig.ts';

const text = (value: string) => ({ type: 'String', value });
/** With everything that a bug could change: spaces, order of keys, line breaks, other alphabets, bytes. */
const LETTERS: readonly Content[] = [
  ['rejected', 'tw-main', '{"b": 1,  "a":"王小明 \\u00e9"}\n'],
  ['rejected', 'tw-main', '{"b":2}\r\n\t'],
  ['invalid_json', 'a/b c', 'not JSON " \u2028 \\'],
].map(([reason = '', store = '', body = '']) => ({
  body,
  attributes: {
    reason: text(reason),
    store: text(store),
    failedAt: text('2026-11-20T10:00:00.000Z'),
    attempts: { type: 'Number', value: '3' },
    bytes: { type: 'Binary.own', value: new Uint8Array([0, 255, 128, 10]) },
  },
}));

const HOUR = 3_600_000;
const run = ({ deps }: Pick<ArchiveRig, 'deps'>) =>
  archiveLetters({ withinMs: 400 * HOUR, expiringMs: 48 * HOUR, archive: deps.archive }, deps);
const bring = ({ deps }: Pick<ArchiveRig, 'deps'>) => importArchive({}, { remove: true }, deps);

const byBody = (a: Content, b: Content): number => (a.body < b.body ? -1 : 1);
const sorted = (contents: Iterable<Content>): readonly Content[] => [...contents].toSorted(byBody);
const ALL = sorted(LETTERS);

/** Each letter once, even if it is in both places. A changed letter would appear in addition. */
async function inEither(
  rig: Pick<ArchiveRig, 'inQueue' | 'inArchive'>,
): Promise<readonly Content[]> {
  const contents = [...(await rig.inQueue()), ...(await rig.inArchive()).values()];
  const distinct = new Map(
    contents.map((content) => [JSON.stringify([content.body, plain(content)]), content]),
  );
  return sorted(distinct.values());
}

const plain = ({ attributes }: Content) =>
  Object.entries(attributes)
    .map(([name, { type, value }]) => [name, type, Buffer.from(value).toString('hex')].join())
    .toSorted();

/** The rig in memory. */
function openScene() {
  let time = Date.parse('2026-11-22T09:00:00Z');
  const queues = createMemoryQueues(() => time);
  const { archive, objects } = createMemoryArchive();
  for (const letter of LETTERS) queues.put(letter);
  const depsThrough = (wrap: Spoiled['wrap']): ArchiveRig['deps'] => ({
    deadLetters: wrap(queues.deadLetters),
    archive: wrap(archive),
    queue: wrap(queues.queue),
    now: () => time,
    sleep: async (ms) => void (time += ms),
    signal: new AbortController().signal,
  });
  return {
    depsThrough,
    deps: depsThrough((port) => port),
    inQueue: async () => queues.content('deadLetters').map(contentOf),
    inArchive: async () =>
      new Map([...objects].map(([key, line]) => [key, contentOf(fromLine(line) ?? LETTERS[0])])),
    endLeases: () => void (time += HOUR),
    inFlight: queues.inFlight,
  };
}
const contentOf = ({ body, attributes }: Content = { body: '', attributes: {} }): Content => ({
  body,
  attributes,
});

describe.each([
  ['archiving', run, false],
  ['importing', bring, true],
] as const)('%s', (_, work, isBack) => {
  const open = async () => {
    const scene = openScene();
    if (isBack) await run(scene);
    return scene;
  };
  const step = async (fault: (typeof PORT_FAULTS)[number], at: number): Promise<number> => {
    const scene = await open();
    const spoiled = spoil(fault, at);
    await work({ deps: scene.depsThrough(spoiled.wrap) }).catch(() => undefined);
    expect(await inEither(scene)).toEqual(ALL);
    // The leases of a killed run end, and a second run finishes the work.
    scene.endLeases();
    await work(scene);
    const queue = sorted(await scene.inQueue());
    const archived = sorted((await scene.inArchive()).values());
    expect([queue, archived]).toEqual(isBack ? [ALL, []] : [[], ALL]);
    expect(scene.inFlight()).toBe(0);
    return spoiled.calls();
  };

  it.each(PORT_FAULTS)('loses and changes no letter when any step is %s', async (fault) => {
    const steps = await step(fault, 0);
    expect(steps).toBeGreaterThan(6);
    for (let at = 1; at <= steps; at += 1) await step(fault, at);
  });
});

describe('archiving and importing with the AWS clients', () => {
  let sqs: EmbeddedSqs;
  beforeAll(async () => {
    sqs = await openEmbeddedSqs({ port: 0 });
  });
  afterAll(() => sqs.close());

  /** Runs `work` once to count its calls, then once for each call with the fault there. */
  async function atEveryStep(
    open: () => Promise<ArchiveRig>,
    work: (rig: ArchiveRig) => Promise<unknown>,
    fault: (typeof FAULTS)[number]['fault'],
    after: (rig: ArchiveRig) => Promise<void>,
  ): Promise<void> {
    const faultless = await open();
    faultless.interfere(undefined);
    await work(faultless);
    const steps = faultless.calls();
    expect(steps).toBeGreaterThan(6);
    const each = async (step: number): Promise<void> => {
      const rig = await open();
      rig.interfere((number) => (number === step ? fault : undefined));
      await work(rig).catch(() => undefined);
      expect(await inEither(rig)).toEqual(ALL);
      rig.interfere(undefined);
      await rig.endLeases();
      await work(rig);
      await after(rig);
    };
    await Promise.all(Array.from({ length: steps }, (_, index) => each(index + 1)));
  }

  it.each(FAULTS)('archives every letter unchanged although one call $name', async ({ fault }) => {
    await atEveryStep(
      () => openArchiveRig(sqs, LETTERS),
      run,
      fault,
      async (rig) => {
        expect(await rig.inQueue()).toEqual([]);
        expect(sorted((await rig.inArchive()).values())).toEqual(ALL);
      },
    );
  });

  it.each(FAULTS)('imports every letter unchanged although one call $name', async ({ fault }) => {
    const archived = async (): Promise<ArchiveRig> => {
      const rig = await openArchiveRig(sqs, LETTERS);
      await run(rig);
      return rig;
    };
    await atEveryStep(archived, bring, fault, async (rig) => {
      expect(sorted(await rig.inQueue())).toEqual(ALL);
      expect(await rig.inArchive()).toEqual(new Map());
    });
  });

  it('changes nothing when it is repeated', async () => {
    const rig = await openArchiveRig(sqs, LETTERS);
    expect(await run(rig)).toMatchObject({ total: 3, due: 3, archived: 3, complete: true });
    expect(await run(rig)).toMatchObject({ total: 0, archived: 0, waiting: new Map() });
    expect(await importArchive({}, { remove: false }, rig.deps)).toMatchObject({
      imported: 3,
      removed: 0,
    });
    expect(await importArchive({}, { remove: false }, rig.deps)).toMatchObject({
      imported: 0,
      alreadyThere: 3,
    });
    expect(sorted(await rig.inQueue())).toEqual(ALL);
    expect((await rig.inArchive()).size).toBe(3);
  });

  it('imports selected letters, and leaves objects that are no letters', async () => {
    const rig = await openArchiveRig(sqs, LETTERS);
    await run(rig);
    await rig.deps.archive.put('store=tw-main/reason=rejected/day=2026-11-20/x.json', '{"half":');
    const selection = {
      stores: ['tw-main'],
      reasons: ['rejected'],
      since: Date.parse('2026-11-20'),
    } as const;
    const late = { ...selection, since: Date.parse('2026-11-20T10:00:01Z') };
    expect(await importArchive(late, { remove: true }, rig.deps)).toMatchObject({ read: 0 });
    const report = await importArchive({ ...selection, limit: 2 }, { remove: true }, rig.deps);
    expect(report).toMatchObject({ read: 2, imported: 2, removed: 2 });
    expect(sorted(await rig.inQueue())).toEqual(sorted(LETTERS.slice(0, 2)));
    expect(await importArchive(selection, { remove: true }, rig.deps)).toMatchObject({
      read: 0,
      broken: ['store=tw-main/reason=rejected/day=2026-11-20/x.json'],
      removed: 0,
    });
  });
});

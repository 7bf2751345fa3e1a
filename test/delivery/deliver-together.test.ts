import { describe, expect, it } from 'vitest';
import { mergeFitted } from '../../src/delivery/field-clocks.ts';
import { type Fact, type Fitted, PlatformError } from '../../src/delivery/platform-port.ts';
import { deliverTogether } from '../../src/delivery/deliver-together.ts';
import { aFact, aJob, EMAIL } from '../support/a-job.ts';

type Scene = NonNullable<Parameters<typeof aJob>[0]>;

const says = (...facts: readonly Fact[]): Fitted => ({ facts, createOnly: {}, unheld: [] });
const known: Scene = { states: [{ contact: EMAIL, customerId: 'c-1' }] };

async function together(all: readonly Fitted[], scene: Scene = known) {
  const { job, log } = aJob(scene);
  const outcomes = await deliverTogether({ ...job, fitted: mergeFitted(all), all });
  return { outcomes, log, said: outcomes.map(({ outcome }) => outcome) };
}

describe('several signups of a known customer', () => {
  it('are one lease, one update and one save', async () => {
    const { log, outcomes } = await together([says(aFact('name', 1)), says(aFact('note', 2))]);
    expect(log).toEqual(['take c-1', 'UPDATE c-1 name,note', 'save c-1 name,note']);
    expect(outcomes).toEqual([
      { outcome: 'updated', customerId: 'c-1', unheld: [] },
      { outcome: 'updated', customerId: 'c-1', unheld: [] },
    ]);
  });

  it.each<[string, readonly Fitted[], readonly string[]]>([
    [
      'overtaken by a later one',
      [says(aFact('note', 1)), says(aFact('name', 2)), says(aFact('name', 3))],
      ['updated', 'unchanged', 'updated'],
    ],
    [
      'the same event again',
      [says(aFact('name', 1)), says(aFact('name', 1))],
      ['updated', 'unchanged'],
    ],
    [
      'the first one overtaken: it has the outcome of the whole',
      [says(aFact('name', 1)), says(aFact('name', 2))],
      ['updated', 'updated'],
    ],
    ['without any fact', [says(aFact('name', 1)), says()], ['updated', 'unchanged']],
  ])('have one outcome each: %s', async (_, all, expected) => {
    expect((await together(all)).said).toEqual(expected);
  });

  it('are unchanged where nothing of them is newer', async () => {
    const clocks = { name: { time: 9, id: 'z' } };
    const { said, log } = await together([says(aFact('name', 1)), says(aFact('name', 2))], {
      ...known,
      clocks,
    });
    expect(said).toEqual(['unchanged', 'unchanged']);
    expect(log).toEqual(['take c-1', 'save c-1 name']);
  });

  it('write what is newer than the clocks, and only that counts as written', async () => {
    const clocks = { name: { time: 9, id: 'z' } };
    const all = [says(aFact('note', 1)), says(aFact('name', 2)), says(aFact('gender', 3))];
    const { said } = await together(all, { ...known, clocks });
    expect(said).toEqual(['updated', 'unchanged', 'updated']);
  });

  it('keep to themselves what could not be held', async () => {
    const all = [
      { ...says(aFact('name', 1)), unheld: ['customer.gender'] },
      { ...says(aFact('phone', 2)), unheld: ['customer.tags.0'] },
    ];
    const update = () => ({ unheld: ['phone', 'elsewhere'] });
    const { outcomes } = await together(all, { ...known, update });
    expect(outcomes.map((each) => 'unheld' in each && each.unheld)).toEqual([
      ['customer.gender', 'elsewhere'],
      ['customer.tags.0', 'phone'],
    ]);
  });

  it('fail as one', async () => {
    const error = new PlatformError({ kind: 'again' }, '500');
    const update = (): never => {
      throw error;
    };
    const all = [says(aFact('name', 1)), says(aFact('note', 2))];
    await expect(together(all, { ...known, update })).rejects.toBe(error);
  });
});

describe('several signups of a new customer', () => {
  it('are one search, one lease, one create and one end', async () => {
    const all = [says(aFact('name', 1)), says(aFact('note', 2)), says(aFact('name', 1))];
    const { log, said } = await together(all, {});
    expect(log).toEqual([
      'FIND email',
      'lease email by me until 60000, sending until 20000',
      'CREATE',
      'record c-1 name,note',
      'end email c-1 -',
    ]);
    expect(said).toEqual(['created', 'updated', 'unchanged']);
  });

  it('report facts that only an update could carry', async () => {
    const note = aFact('note', 2);
    const create = () => ({ id: 'c-1', remaining: [note] });
    const update = () => ({ unheld: ['note'] });
    const { outcomes, log } = await together([says(aFact('name', 1)), says(note)], {
      create,
      update,
    });
    expect(log).toContain('UPDATE c-1 note');
    expect(outcomes).toEqual([
      { outcome: 'created', customerId: 'c-1', unheld: [] },
      { outcome: 'updated', customerId: 'c-1', unheld: ['note'] },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { takeGlance } from '../../src/relay/glance.ts';
import type {
  BatchReads,
  ContactState,
  CustomerMark,
  Newborn,
} from '../../src/relay/ledger-port.ts';
import { PlatformError } from '../../src/relay/ports.ts';
import { relaySignup } from '../../src/relay/relay-signup.ts';
import { aFact, aJob, EMAIL, NOW, PHONE } from '../support/a-job.ts';

const bornAs = (customerId: string, key = 'name'): Newborn => ({
  customerId,
  clocks: { [key]: { time: 6, id: 'x', ...(key.startsWith('consent') && { denied: true }) } },
});

/** How the customer was asked for who is updated, and what the shop was asked. */
async function leased(scene: Parameters<typeof aJob>[0]) {
  const { job, log } = aJob(scene);
  const marks: CustomerMark[] = [];
  const ledger = {
    ...job.ledger,
    leaseCustomer: async (_: string, customer: CustomerMark) => {
      marks.push(customer);
      return Promise.resolve(customer.newborn?.clocks ?? {});
    },
  };
  const outcome = await relaySignup({ ...job, ledger });
  return { marks, outcome, log };
}

describe('a customer who was not written since they were created', () => {
  it('is compared with the clocks of their creation', async () => {
    const newborn = bornAs('c-1');
    const states = [{ contact: EMAIL, customerId: 'c-1', newborn }];
    const { marks, outcome, log } = await leased({ states, facts: [aFact('name')] });
    expect(marks).toEqual([{ customerId: 'c-1', newborn, contacts: [EMAIL] }]);
    expect(outcome.outcome).toBe('unchanged');
    expect(log).toEqual(['release c-1']);
  });

  it('is not taken for another one who was created with the same contact', async () => {
    const states = [
      { contact: EMAIL, customerId: 'c-1', newborn: bornAs('c-0') },
      { contact: PHONE, customerId: 'c-1', newborn: bornAs('c-1') },
    ];
    expect((await leased({ states })).marks[0]?.newborn).toEqual(bornAs('c-1'));
    expect((await leased({ states: states.slice(0, 1) })).marks[0]?.newborn).toBeUndefined();
  });

  it('may be remembered by contacts that only the shop shows', async () => {
    const find = () => [{ id: 'c-5', contact: EMAIL, others: [PHONE] }];
    const { marks } = await leased({ find });
    expect(marks).toEqual([{ customerId: 'c-5', newborn: undefined, contacts: [EMAIL, PHONE] }]);
  });

  it('may be remembered so also where only a refused create leads to them', async () => {
    let looks = 0;
    const { marks } = await leased({
      find: () => ((looks += 1) === 1 ? [] : [{ id: 'c-5', contact: EMAIL, others: [PHONE] }]),
      create: () => {
        throw new PlatformError({ kind: 'taken' }, 'somebody has this e-mail');
      },
    });
    expect(marks).toEqual([{ customerId: 'c-5', newborn: undefined, contacts: [EMAIL, PHONE] }]);
  });
});

describe('what a former customer denied who was never written again', () => {
  const facts = [aFact('name'), aFact('consent.email')];
  const created = async (newborns: readonly Newborn[]): Promise<string | undefined> => {
    const contacts = [EMAIL, PHONE];
    const states = newborns.map((newborn, at): ContactState => ({
      contact: contacts[at] ?? EMAIL,
      formerCustomerId: 'c-0',
      newborn,
    }));
    const { log } = await leased({ states, facts, refusesDuplicates: true });
    return log.find((line) => line.startsWith('add'));
  };

  it('still holds', async () => {
    const others = bornAs('c-9', 'consent.sms');
    expect(await created([others, bornAs('c-0', 'consent.email')])).toBe(
      'add c-1 consent.email,name',
    );
    const { log } = await leased({
      states: [
        { contact: EMAIL, formerCustomerId: 'c-0', newborn: bornAs('c-0', 'consent.email') },
      ],
      facts: [aFact('consent.email')],
      find: () => [{ id: 'c-5', contact: EMAIL }],
    });
    expect(log).toContain('release c-5');
  });

  it('is not what another one denied', async () => {
    expect(await created([bornAs('c-9', 'consent.sms')])).toBe('add c-1 name,consent.email');
  });
});

describe('the look of a batch', () => {
  const asked: unknown[] = [];
  const look = async (states: readonly ContactState[]): Promise<unknown> => {
    const batchReads: BatchReads = {
      readContacts: async () => Promise.resolve([states]),
      readClocks: async (customers) => {
        asked.push(...customers.map(({ newborn }) => newborn));
        return Promise.resolve(customers.map(() => undefined));
      },
    };
    await takeGlance([aJob().job.signup], { now: () => NOW, batchReads });
    return asked.pop();
  };

  it('asks for the clocks of a customer with what the contacts know of their creation', async () => {
    const states = [
      { contact: EMAIL, customerId: 'c-1', newborn: bornAs('c-0') },
      { contact: PHONE, customerId: 'c-1', newborn: bornAs('c-1') },
    ];
    expect(await look(states)).toEqual(bornAs('c-1'));
    expect(await look(states.slice(0, 1))).toBeUndefined();
  });
});

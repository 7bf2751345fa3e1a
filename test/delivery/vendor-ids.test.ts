import { describe, expect, it } from 'vitest';
import { deliverByVendorId, rememberVendorIds } from '../../src/delivery/vendor-ids.ts';
import { PlatformError } from '../../src/delivery/platform-port.ts';
import { settle } from '../../src/delivery/settle.ts';
import { aFact, aJob, EMAIL, PHONE } from '../support/a-job.ts';

type Scene = NonNullable<Parameters<typeof aJob>[0]>;
const tag = [aFact('tag:vip')];
const steps = async (scene: Scene) => {
  const { job, log } = aJob({ type: 'customer.updated', vendorId: 'v-1', facts: tag, ...scene });
  const outcome = await deliverByVendorId(job).catch((error: unknown) => error);
  return { outcome, log };
};
const gone = (): never => {
  throw new PlatformError({ kind: 'gone' }, 'no such customer');
};

describe('an event with nothing but the id of its source', () => {
  it.each<[string, Scene, readonly string[], object]>([
    [
      'updates the customer of that id, under its lease and clocks, and keeps the id',
      { vendorCustomer: 'c-1' },
      ['find by id v-1', 'take c-1', 'UPDATE c-1 tag:vip', 'save c-1 tag:vip', 'keep id v-1'],
      { outcome: 'updated', customerId: 'c-1' },
    ],
    [
      'changes nothing that a newer event has set',
      { vendorCustomer: 'c-1', clocks: { 'tag:vip': { time: 5, id: 'e-1' } } },
      ['find by id v-1', 'take c-1', 'save c-1 tag:vip', 'keep id v-1'],
      { outcome: 'unchanged', customerId: 'c-1' },
    ],
    [
      'waits while another attempt writes the customer',
      { vendorCustomer: 'c-1', clocks: 'busy' },
      ['find by id v-1', 'take c-1'],
      { name: 'WaitError', isAttempt: false },
    ],
    [
      'is tried again while nobody is known',
      {},
      ['find by id v-1'],
      { name: 'WaitError', isAttempt: true },
    ],
    [
      'is skipped in the end, with what to switch on',
      { gaveUpFinding: true },
      ['find by id v-1'],
      { outcome: 'skipped', why: expect.stringContaining('customers/create') },
    ],
    [
      'is tried again where the customer was deleted in the shop',
      { vendorCustomer: 'c-1', update: gone },
      ['find by id v-1', 'take c-1', 'UPDATE c-1 tag:vip', 'forget c-1 '],
      { verdict: { kind: 'gone' } },
    ],
    [
      'is skipped where nobody makes that customer anew',
      { vendorCustomer: 'c-1', update: gone, gaveUpFinding: true },
      ['find by id v-1', 'take c-1', 'UPDATE c-1 tag:vip', 'forget c-1 '],
      { outcome: 'skipped' },
    ],
  ])('%s', async (_, scene, log, outcome) => {
    const result = await steps(scene);
    expect(result.log).toEqual(log);
    expect(result.outcome).toMatchObject(outcome);
  });

  it('counts its tries, as a search of the shop does', async () => {
    const { outcome } = await steps({});
    const attempt = {
      attempts: 2,
      called: false,
      firstSeenAt: 0,
      now: 1,
      horizonMs: 60_000,
      random: 0.5,
    };
    expect(settle(outcome, attempt)).toMatchObject({
      action: 'postpone',
      attempts: 3,
      delayMs: 4_000,
    });
  });
});

describe('an event with contact and id', () => {
  const remember = async (outcome: 'created' | 'skipped', withId = true) => {
    const { job, log } = aJob({ states: [{ contact: EMAIL }, { contact: PHONE }] });
    const vendorId = { source: 'shop', id: 'v-1' };
    const signup = { ...job.signup, ...(withId && { vendorId }) };
    const done =
      outcome === 'skipped' ? { outcome, why: 'w' } : { outcome, customerId: 'c-1', unheld: [] };
    await rememberVendorIds(job.ledger, [signup], [done]);
    return log;
  };

  it('leaves the id once it is delivered', async () => {
    expect(await remember('created')).toEqual(['remember id v-1 c-1 email+phone']);
  });

  it('leaves nothing where there is no customer, or no id: others pay no write', async () => {
    expect(await remember('skipped')).toEqual([]);
    expect(await remember('created', false)).toEqual([]);
  });
});

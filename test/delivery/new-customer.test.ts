import { describe, expect, it } from 'vitest';
import { PlatformError } from '../../src/delivery/platform-port.ts';
import { deliverSignup } from '../../src/delivery/deliver-signup.ts';
import { aFact, aJob, EMAIL, NOW, PHONE } from '../support/a-job.ts';

const clocks = { name: { time: 1, id: 'x' } };
const states = [{ contact: EMAIL, customerId: 'c-1' }];

describe('a customer that was not written since its creation', () => {
  it.each([
    ['is leased with the prefetched clocks', 'c-1', true, 'take c-1 created with name'],
    ['needs the same id as the prefetched one', 'c-0', true, 'take c-1'],
    ['has not been written again', 'c-1', undefined, 'take c-1'],
  ] as const)('%s', async (_, id, isNewCustomer, line) => {
    const customer = { id, clocks, ...(isNewCustomer && { isNewCustomer }) };
    const { job, log } = aJob({ prefetched: { states, customer } });
    await deliverSignup(job);
    expect(log[0]).toBe(line);
  });
});

describe('a customer that only the shop knows', () => {
  const find = () => [{ id: 'c-5', contact: EMAIL, others: [PHONE] }];
  const busy = [{ contact: PHONE, leasedUntil: NOW + 1 }];

  it('is not written while another attempt may have created it with another contact', async () => {
    const { job, log } = aJob({ find });
    const ledger = {
      ...job.ledger,
      readContacts: async (_: string, asked: readonly unknown[]) =>
        Promise.resolve(asked.includes(PHONE) ? busy : [{ contact: EMAIL }]),
    };
    await expect(deliverSignup({ ...job, ledger })).rejects.toThrow('in progress');
    expect(log).toEqual(['FIND email']);
  });
});

describe('a customer that is about to be created', () => {
  /** Another attempt of the batch is creating as well, and knows only then. */
  async function createBeside(scene: Parameters<typeof aJob>[0]): Promise<readonly string[]> {
    const { job, log } = aJob(scene);
    const pendingRecord = job.newCustomers.announce();
    const delivered = deliverSignup(job).catch((error: unknown) => log.push(String(error)));
    await new Promise((resolve) => setImmediate(resolve));
    log.push('the other one');
    await pendingRecord.add('tw-main', { customerId: 'c-2', clocks });
    await delivered;
    return log;
  }

  it('is written down together with the others, before their contacts lead to them', async () => {
    const log = await createBeside({ facts: [aFact('name')] });
    expect(log.slice(-4)).toEqual([
      'the other one',
      'record c-1 name',
      'record c-2 name',
      'end email c-1 -',
    ]);
  });

  it.each([
    [
      'a create that failed',
      {
        create: () => {
          throw new PlatformError({ kind: 'ambiguous' }, 'no answer');
        },
      },
    ],
    ['a contact that is busy', { leased: 'busy' }],
  ] as const)('no record waits for: %s', async (_, scene) => {
    const { job, log } = aJob(scene);
    const pendingRecord = job.newCustomers.announce();
    await expect(deliverSignup(job)).rejects.toThrow(/no answer|in progress/);
    await pendingRecord.add('tw-main', { customerId: 'c-2', clocks });
    expect(log).toContain('record c-2 name');
  });
});

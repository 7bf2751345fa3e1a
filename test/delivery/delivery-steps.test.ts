import { describe, expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { type Hit, PlatformError, type Verdict } from '../../src/delivery/platform-port.ts';
import { deliverSignup } from '../../src/delivery/deliver-signup.ts';
import { aFact, aJob, EMAIL, NOW, PHONE } from '../support/a-job.ts';

type Scene = NonNullable<Parameters<typeof aJob>[0]>;

const failing = (kind: Verdict['kind']) => (): never => {
  throw new PlatformError({ kind } as Verdict, `it was ${kind}`);
};
const refusing = (isUnknown?: true) => (): never => {
  const verdict = { kind: 'final', reason: 'rejected', ...(isUnknown && { isUnknown }) } as const;
  throw new PlatformError(verdict, 'it was refused');
};
const hit = (id: string, contact = EMAIL) => ({ id, contact });
const both = [{ contact: EMAIL }, { contact: PHONE }];
const twoKnown = [
  { contact: EMAIL, customerId: 'c-1' },
  { contact: PHONE, customerId: 'c-2' },
];
/** What one search shows after the other. */
const shown = (...answers: (readonly Hit[])[]): (() => readonly Hit[]) => {
  const left = [...answers];
  return () => left.shift() ?? [];
};
const LEASE = 'lease email by me until 60000, sending until 20000';
const young = NOW - 59_999;
const old = NOW - 60_000;

async function steps(scene: Scene) {
  const { job, log } = aJob(scene);
  const outcome = await deliverSignup(job).catch((error: unknown) => error);
  return { outcome, log };
}

describe('the steps of a delivery', () => {
  it.each<[string, Scene, readonly string[], object]>([
    [
      'a new customer on a platform that accepts duplicates: search, lease, create',
      {},
      ['FIND email', LEASE, 'CREATE', 'record c-1 name', 'end email c-1 -'],
      { outcome: 'created', customerId: 'c-1', unheld: ['customer.gender'] },
    ],
    [
      'a new customer on a platform that refuses duplicates: create at once, without a lease',
      { refusesDuplicates: true },
      ['CREATE', 'add c-1 name', 'link email c-1'],
      { outcome: 'created', customerId: 'c-1' },
    ],
    [
      'a customer that the ledger knows: no search',
      { states: [{ contact: EMAIL, customerId: 'c-1' }] },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 name'],
      { outcome: 'updated', customerId: 'c-1', unheld: ['customer.gender'] },
    ],
    [
      'nothing newer: no call',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], clocks: { name: { time: 5, id: 'e-1' } } },
      ['take c-1', 'save c-1 name'],
      { outcome: 'unchanged', customerId: 'c-1', unheld: ['customer.gender'] },
    ],
    [
      'nothing newer than the prefetched clocks: not even a lease',
      { prefetched: { customer: { id: 'c-1', clocks: { name: { time: 5, id: 'e-1' } } } } },
      [],
      { outcome: 'unchanged', customerId: 'c-1', unheld: ['customer.gender'] },
    ],
    [
      'something newer than the prefetched clocks: the clocks under the lease decide',
      {
        prefetched: {
          states: [{ contact: EMAIL, customerId: 'c-1' }],
          customer: { id: 'c-1', clocks: { name: { time: 4, id: 'e-0' } } },
        },
        clocks: { name: { time: 5, id: 'e-1' } },
      },
      ['take c-1', 'save c-1 name'],
      { outcome: 'unchanged', customerId: 'c-1' },
    ],
    [
      'a customer that the batch has prefetched',
      { prefetched: { states: [{ contact: EMAIL, customerId: 'c-1' }] } },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 name'],
      { outcome: 'updated', customerId: 'c-1' },
    ],
    [
      'unknown in the prefetch, but delivered meanwhile: the lease shows it',
      {
        prefetched: { states: [{ contact: EMAIL }] },
        leased: [{ contact: EMAIL, customerId: 'c-1' }],
      },
      ['FIND email', LEASE, 'end email c-1 -'],
      new WaitError('another event of the same person was just delivered'),
    ],
    [
      'what an update could not do is reported',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], update: () => ({ unheld: ['phone'] }) },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 name'],
      { outcome: 'updated', unheld: ['customer.gender', 'phone'] },
    ],
    [
      'a customer that only the shop knows: update, then link the contact',
      { find: () => [hit('c-2')] },
      [
        'FIND email',
        'link email c-2',
        'take c-2',
        'refusals of email',
        'UPDATE c-2 name',
        'save c-2 name',
      ],
      { outcome: 'updated', customerId: 'c-2' },
    ],
    [
      'a known customer with an unknown contact: leased before it is linked',
      {
        states: [
          { contact: EMAIL, customerId: 'c-1' },
          { contact: PHONE, creatingSince: old },
        ],
      },
      [
        'FIND phone',
        LEASE.replace('email', 'phone'),
        'take c-1',
        'refusals of email+phone',
        'UPDATE c-1 name',
        'save c-1 name',
        'end phone c-1 -',
      ],
      { outcome: 'updated', customerId: 'c-1' },
    ],
    [
      'the same where duplicates are refused: no lease',
      {
        refusesDuplicates: true,
        states: [{ contact: EMAIL, customerId: 'c-1' }, { contact: PHONE }],
      },
      [
        'FIND phone',
        'take c-1',
        'UPDATE c-1 name',
        'save c-1 name',
        'link phone c-1',
        'refusals of phone',
      ],
      { outcome: 'updated' },
    ],
    [
      'a phone with the text of an e-mail is another contact',
      { states: both, find: () => [hit('c-2', { kind: 'phone', value: EMAIL.value })] },
      [
        'FIND email+phone',
        LEASE.replace('email', 'email+phone'),
        'take c-2',
        'refusals of email+phone',
        'UPDATE c-2 name',
        'save c-2 name',
        'end email+phone c-2 -',
      ],
      { outcome: 'updated' },
    ],
    [
      'what a create cannot carry follows in an update',
      {
        facts: [aFact('name'), aFact('locale')],
        create: () => ({ id: 'c-1', remaining: [aFact('locale')] }),
        update: () => ({ unheld: ['locale'] }),
      },
      [
        'FIND email',
        LEASE,
        'CREATE',
        'UPDATE c-1 locale',
        'record c-1 name,locale',
        'end email c-1 -',
      ],
      { outcome: 'created', unheld: ['customer.gender', 'locale'] },
    ],
    [
      'a new customer whose lease was lost meanwhile is recorded in its own item',
      { known: 'contacts lost' },
      ['FIND email', LEASE, 'CREATE', 'record c-1 name', 'end email c-1 -', 'add c-1 name'],
      { outcome: 'created', customerId: 'c-1' },
    ],
    [
      'a new customer whose lease was lost, and that another attempt has written, is compared field by field',
      { known: 'in the ledger' },
      [
        'FIND email',
        LEASE,
        'CREATE',
        'record c-1 name',
        'end email c-1 -',
        'add c-1 name',
        'take c-1',
        'refusals of email',
        'UPDATE c-1 name',
        'save c-1 name',
      ],
      { outcome: 'created', customerId: 'c-1' },
    ],
    [
      'a new customer that another attempt has written meanwhile is compared field by field',
      { known: 'in the ledger', refusesDuplicates: true },
      [
        'CREATE',
        'add c-1 name',
        'link email c-1',
        'take c-1',
        'refusals of email',
        'UPDATE c-1 name',
        'save c-1 name',
      ],
      { outcome: 'created', customerId: 'c-1' },
    ],
    [
      'a person whose customer was deleted: an older grant does not come back, the denial stays known',
      {
        states: [{ contact: EMAIL, formerCustomerId: 'c-0' }],
        formerClocks: {
          'consent.email': { time: 6, id: 'x', denied: true },
          'consent.sms': { time: 6, id: 'x' },
          name: { time: 6, id: 'x' },
        },
        facts: [aFact('name'), aFact('consent.email'), aFact('consent.sms')],
        refusesDuplicates: true,
      },
      [
        'read c-0',
        'refusals of email',
        'CREATE',
        'link email c-1',
        'refusals of email',
        'add c-1 consent.email,name,consent.sms',
      ],
      { outcome: 'created' },
    ],
    [
      'a newer grant of a person whose customer was deleted counts',
      {
        states: [{ contact: EMAIL, formerCustomerId: 'c-0' }],
        formerClocks: { 'consent.email': { time: 4, id: 'x', denied: true } },
        facts: [aFact('consent.email')],
        find: () => [hit('c-5')],
      },
      [
        'read c-0',
        'FIND email',
        'link email c-5',
        'take c-5',
        'READ c-5',
        'refusals of email+phone',
        'UPDATE c-5 consent.email',
        'save c-5 consent.email',
      ],
      { outcome: 'updated' },
    ],
    [
      'what the clocks know of other fields stays known',
      {
        states: [{ contact: EMAIL, customerId: 'c-1' }],
        clocks: { locale: { time: 9, id: 'x' } },
      },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 locale,name'],
      { outcome: 'updated' },
    ],
    [
      'a customer that no search shows is not read in the ledger again: the lease decides',
      { readAgain: [{ contact: EMAIL, leasedUntil: NOW + 1 }] },
      ['FIND email', LEASE, 'CREATE', 'record c-1 name', 'end email c-1 -'],
      { outcome: 'created' },
    ],
    [
      'where duplicates are refused no contact is leased, and a customer in the search is updated',
      {
        type: 'customer.updated',
        refusesDuplicates: true,
        readAgain: [{ contact: EMAIL, leasedUntil: NOW + 1 }],
        find: () => [hit('c-2')],
      },
      [
        'FIND email',
        'link email c-2',
        'take c-2',
        'refusals of email',
        'UPDATE c-2 name',
        'save c-2 name',
      ],
      { outcome: 'updated' },
    ],
    [
      'a contact that is taken: find the customer, link the contact before any other step can fail, and update',
      { create: failing('taken'), refusesDuplicates: true, find: () => [hit('c-3')] },
      [
        'CREATE',
        'FIND email',
        'link email c-3',
        'take c-3',
        'refusals of email',
        'UPDATE c-3 name',
        'save c-3 name',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
    [
      'a refusal that no table knows: one search shows that the customer exists',
      { create: refusing(true), refusesDuplicates: true, find: () => [hit('c-3')] },
      [
        'CREATE',
        'FIND email',
        'link email c-3',
        'take c-3',
        'refusals of email',
        'UPDATE c-3 name',
        'save c-3 name',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
    [
      'a refusal that no table knows, after a search that showed nothing: one more search',
      { create: refusing(true), find: shown([], [hit('c-3')]) },
      [
        'FIND email',
        LEASE,
        'CREATE',
        'FIND email',
        'end email - -',
        'link email c-3',
        'take c-3',
        'refusals of email',
        'UPDATE c-3 name',
        'save c-3 name',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
    [
      'a refusal that no table knows, and no search shows a customer: it is final',
      { create: refusing(true) },
      ['FIND email', LEASE, 'CREATE', 'FIND email', 'end email - -'],
      new PlatformError({ kind: 'final', reason: 'rejected', isUnknown: true }, 'it was refused'),
    ],
    [
      'a refusal that no table knows, with time for one more search of each contact: it is made',
      { states: both, create: refusing(true), refusesDuplicates: true, createMs: 5_000 },
      ['CREATE', 'FIND email+phone'],
      new PlatformError({ kind: 'final', reason: 'rejected', isUnknown: true }, 'it was refused'),
    ],
    [
      'a refusal that no table knows, without time for a search: it is marked for the next attempt',
      { states: both, create: refusing(true), refusesDuplicates: true, createMs: 5_001 },
      ['CREATE', `mark email+phone - taken ${NOW + 5_001}`],
      new WaitError('the function has no time left to search for the customer of a refused create'),
    ],
    [
      'the same under a lease, and after a fast create',
      { create: refusing(true), createMs: 1, sendingMs: 3_000 },
      [
        'FIND email',
        'lease email by me until 60000, sending until 3000',
        'CREATE',
        `end email - - taken ${NOW + 1}`,
      ],
      new WaitError('the function has no time left to search for the customer of a refused create'),
    ],
    [
      'the attempt after a marked refusal: the search before the create was the one, and the mark ends',
      {
        states: [{ contact: EMAIL, takenSince: young }],
        create: refusing(true),
        createMs: 19_000,
        refusesDuplicates: true,
      },
      ['FIND email', 'CREATE', 'mark email - taken 0'],
      new PlatformError({ kind: 'final', reason: 'rejected', isUnknown: true }, 'it was refused'),
    ],
    [
      'the attempt after a marked refusal, under a lease',
      {
        states: [{ contact: EMAIL, takenSince: young }],
        create: refusing(true),
        createMs: 19_000,
      },
      ['FIND email', LEASE, 'CREATE', 'end email - -'],
      new PlatformError({ kind: 'final', reason: 'rejected', isUnknown: true }, 'it was refused'),
    ],
    [
      'the attempt after a marked refusal finds the customer: no create',
      {
        states: [{ contact: EMAIL, takenSince: young }],
        create: refusing(true),
        refusesDuplicates: true,
        find: () => [hit('c-3')],
      },
      [
        'FIND email',
        'link email c-3',
        'take c-3',
        'refusals of email',
        'UPDATE c-3 name',
        'save c-3 name',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
    [
      'a mark of long ago says nothing about this refusal: one search',
      {
        states: [{ contact: EMAIL, takenSince: NOW - 600_000 }],
        create: refusing(true),
        refusesDuplicates: true,
        find: shown([], [hit('c-3')]),
      },
      [
        'FIND email',
        'CREATE',
        'FIND email',
        'link email c-3',
        'take c-3',
        'refusals of email',
        'UPDATE c-3 name',
        'save c-3 name',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
    [
      'a refusal that a table knows: no search',
      { create: refusing(), refusesDuplicates: true, find: () => [hit('c-3')] },
      ['CREATE'],
      new PlatformError({ kind: 'final', reason: 'rejected' }, 'it was refused'),
    ],
    [
      'the search after a refusal fails: the event comes back, and searches before it creates',
      {
        create: refusing(true),
        find: (() => {
          let searches = 0;
          return () => {
            searches += 1;
            return searches === 1 ? [] : failing('wait')();
          };
        })(),
      },
      ['FIND email', LEASE, 'CREATE', 'FIND email', `end email - - taken ${NOW}`],
      new PlatformError({ kind: 'wait' }, 'it was wait'),
    ],
    [
      'one of two contacts is taken: the second one is linked after the update',
      {
        create: failing('taken'),
        refusesDuplicates: true,
        states: [{ contact: EMAIL }, { contact: PHONE }],
        find: () => [hit('c-3')],
      },
      [
        'CREATE',
        'FIND email+phone',
        'link email c-3',
        'take c-3',
        'refusals of email+phone',
        'UPDATE c-3 name',
        'save c-3 name',
        'link phone c-3',
        'refusals of phone',
      ],
      { outcome: 'updated', customerId: 'c-3' },
    ],
  ])('%s', async (_, scene, expected, outcome) => {
    const result = await steps(scene);
    expect(result.log).toEqual(expected);
    expect(result.outcome).toMatchObject(outcome);
  });
});

describe('what stops a delivery', () => {
  const again = { name: 'PlatformError', verdict: { kind: 'again' } };
  it.each<[string, Scene, readonly string[], object]>([
    [
      'another attempt is creating this customer',
      { states: [{ contact: EMAIL, leasedUntil: NOW + 1 }] },
      [],
      { name: 'WaitError', message: 'another event of the same person is in progress' },
    ],
    [
      'one of two contacts is leased',
      { states: [{ contact: EMAIL }, { contact: PHONE, leasedUntil: NOW + 1 }] },
      [],
      { name: 'WaitError' },
    ],
    [
      'another attempt leased the contacts first',
      { leased: 'busy' },
      ['FIND email', LEASE],
      { name: 'WaitError', message: 'another event of the same person is in progress' },
    ],
    [
      'another attempt finished between the search and the lease',
      { leased: [{ contact: EMAIL, customerId: 'c-9' }] },
      ['FIND email', LEASE, 'end email c-9 -'],
      { name: 'WaitError', message: 'another event of the same person was just delivered' },
    ],
    [
      'one of two contacts got a customer meanwhile',
      { states: both, leased: [{ contact: EMAIL }, { contact: PHONE, customerId: 'c-9' }] },
      [
        'FIND email+phone',
        LEASE.replace('email', 'email+phone'),
        'end email - -',
        'end phone c-9 -',
      ],
      { name: 'WaitError' },
    ],
    [
      'another attempt got no answer between the search and the lease',
      { leased: [{ contact: EMAIL, creatingSince: young }] },
      ['FIND email', LEASE, `end email - ${young}`],
      again,
    ],
    [
      'an earlier create had no answer and may still show up',
      { states: [{ contact: EMAIL, creatingSince: young }], refusesDuplicates: true },
      ['FIND email'],
      {
        ...again,
        verdict: { kind: 'again', retryAfterMs: 1 },
        message: "an earlier create had no answer; waiting until the shop's search would show it",
      },
    ],
    [
      'the latest of several marks counts, and a quarter of the lag is the longest wait',
      {
        states: [
          { contact: EMAIL, creatingSince: old },
          { contact: PHONE, creatingSince: NOW },
        ],
      },
      ['FIND email+phone'],
      { verdict: { kind: 'again', retryAfterMs: 15_000 } },
    ],
    [
      'the customer is being written',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], clocks: 'busy' },
      ['take c-1'],
      { name: 'WaitError', message: 'another event of the same customer is in progress' },
    ],
    [
      'the lease ran out during the update',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], known: 'lease lost' },
      ['take c-1', 'UPDATE c-1 name', 'save c-1 name'],
      {
        name: 'WaitError',
        message: 'the lease ran out during the update; the next attempt compares again',
      },
    ],
    [
      'an update fails: the clocks stay',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], update: failing('again') },
      ['take c-1', 'UPDATE c-1 name', 'release c-1'],
      again,
    ],
    [
      'an update is not allowed to start',
      {
        states: [{ contact: EMAIL, customerId: 'c-1' }],
        update: () => {
          throw new WaitError('no slot');
        },
      },
      ['take c-1', 'UPDATE c-1 name', 'release c-1'],
      { name: 'WaitError' },
    ],
    [
      'the customer is deleted in the shop: unlinked',
      { states: [{ contact: EMAIL, customerId: 'c-1' }], update: failing('gone') },
      ['take c-1', 'UPDATE c-1 name', 'forget c-1 email'],
      { verdict: { kind: 'gone' } },
    ],
    [
      'giving a new contact to a known customer fails: the contact is free again, its mark stays',
      {
        states: [
          { contact: EMAIL, customerId: 'c-1' },
          { contact: PHONE, creatingSince: old },
        ],
        update: failing('again'),
      },
      [
        'FIND phone',
        LEASE.replace('email', 'phone'),
        'take c-1',
        'refusals of email+phone',
        'UPDATE c-1 name',
        'release c-1',
        `end phone - ${old}`,
      ],
      again,
    ],
    [
      'a create without an answer leaves its mark with the end of the lease',
      { create: failing('ambiguous') },
      ['FIND email', LEASE, 'CREATE', `end email - ${NOW}`],
      { verdict: { kind: 'ambiguous' } },
    ],
    [
      'without a lease it leaves its mark all the same',
      { create: failing('ambiguous'), refusesDuplicates: true },
      ['CREATE', `mark email ${NOW}`],
      { verdict: { kind: 'ambiguous' } },
    ],
    [
      'a create that was refused leaves no mark',
      { create: failing('final') },
      ['FIND email', LEASE, 'CREATE', 'end email - -'],
      { verdict: { kind: 'final' } },
    ],
    [
      'a create that was refused leaves an older mark as it is',
      { states: [{ contact: EMAIL, creatingSince: old }], create: failing('final') },
      ['FIND email', LEASE, 'CREATE', `end email - ${old}`],
      { verdict: { kind: 'final' } },
    ],
    [
      'a create that was refused leaves the youngest of several marks',
      {
        states: [
          { contact: EMAIL, creatingSince: old - 1 },
          { contact: PHONE, creatingSince: old },
        ],
        create: failing('final'),
      },
      [
        'FIND email+phone',
        LEASE.replace('email', 'email+phone'),
        'CREATE',
        `end email+phone - ${old}`,
      ],
      { verdict: { kind: 'final' } },
    ],
    [
      'the customer exists although the rest could not be brought',
      {
        facts: [aFact('name'), aFact('locale')],
        create: () => ({ id: 'c-1', remaining: [] }),
      },
      ['FIND email', LEASE, 'CREATE', 'record c-1 name,locale', 'end email c-1 -'],
      { outcome: 'created' },
    ],
    [
      'a taken contact that no search shows is marked and tried again',
      { create: failing('taken'), refusesDuplicates: true },
      ['CREATE', 'FIND email', `mark email - taken ${NOW}`],
      {
        ...again,
        message:
          'the shop says that the contact is taken, but its search shows no customer with it yet',
      },
    ],
    [
      'a taken contact that no search shows after the lag needs a person',
      {
        states: [{ contact: EMAIL, takenSince: old }],
        create: failing('taken'),
        refusesDuplicates: true,
      },
      ['FIND email', 'CREATE', 'FIND email'],
      {
        reason: 'contact_taken',
        message: expect.stringMatching(/^the shop says that the e-mail or the phone belongs/),
      },
    ],
    [
      'a taken contact within the lag is tried again, and its mark stays',
      {
        states: [{ contact: EMAIL, takenSince: young }],
        create: failing('taken'),
        refusesDuplicates: true,
      },
      ['FIND email', 'CREATE', 'FIND email'],
      again,
    ],
    [
      'a contact that was taken long ago may have another owner now: the mark starts again',
      {
        states: [{ contact: EMAIL, takenSince: NOW - 600_000 }],
        create: failing('taken'),
        refusesDuplicates: true,
      },
      ['FIND email', 'CREATE', 'FIND email', `mark email - taken ${NOW}`],
      again,
    ],
    [
      'another attempt created the owner of a taken contact just now',
      {
        states: [{ contact: EMAIL, takenSince: old }],
        readAgain: [{ contact: EMAIL, customerId: 'c-9' }],
        create: failing('taken'),
        refusesDuplicates: true,
      },
      ['FIND email', 'CREATE', 'FIND email'],
      { name: 'WaitError', message: 'another event of the same person was just delivered' },
    ],
    [
      'another attempt created the owner of one of two taken contacts just now',
      {
        states: [{ contact: EMAIL, takenSince: old }, { contact: PHONE }],
        readAgain: [{ contact: EMAIL }, { contact: PHONE, customerId: 'c-9' }],
        create: failing('taken'),
        refusesDuplicates: true,
      },
      ['FIND email+phone', 'CREATE', 'FIND email+phone'],
      { name: 'WaitError', message: 'another event of the same person was just delivered' },
    ],
    [
      'an older mark of a create without an answer is not a mark of a taken contact',
      {
        states: [{ contact: EMAIL, creatingSince: old }],
        create: failing('taken'),
      },
      ['FIND email', LEASE, 'CREATE', 'FIND email', `end email - ${old} taken ${NOW}`],
      again,
    ],
    [
      'the attempt that created the found customer is still writing it',
      {
        readAgain: [{ contact: EMAIL, leasedUntil: NOW + 1 }],
        find: () => [hit('c-2')],
      },
      ['FIND email'],
      { name: 'WaitError', message: 'another event of the same person is in progress' },
    ],
    [
      'the shop may write an update later: the lease is left to run out',
      {
        states: [{ contact: EMAIL, customerId: 'c-1' }],
        update: () => {
          throw new PlatformError({ kind: 'again', mayStillWrite: true }, 'no answer in time');
        },
      },
      ['take c-1', 'UPDATE c-1 name'],
      again,
    ],
    [
      'the shop may write the rest of a create later: the contacts stay leased',
      {
        create: () => ({ id: 'c-1', remaining: [aFact('locale')] }),
        update: () => {
          throw new PlatformError({ kind: 'again', mayStillWrite: true }, 'no answer in time');
        },
      },
      ['FIND email', LEASE, 'CREATE', 'UPDATE c-1 locale'],
      again,
    ],
    [
      'a taken contact whose owner cannot be searched for now ends the lease',
      {
        create: failing('taken'),
        find: (() => {
          let searches = 0;
          return () => {
            searches += 1;
            if (searches > 1) throw new PlatformError({ kind: 'again' }, 'busy');
            return [];
          };
        })(),
      },
      ['FIND email', LEASE, 'CREATE', 'FIND email', `end email - - taken ${NOW}`],
      again,
    ],
    [
      'two customers have its contacts',
      { states: both, find: () => [hit('c-1'), hit('c-2', PHONE)] },
      ['FIND email+phone', 'FIND email+phone'],
      {
        reason: 'identity_conflict',
        message: expect.stringMatching(
          /^the contacts of this event belong to 2 different customers: c-1, c-2; merge/,
        ),
      },
    ],
    [
      'its contacts are taken by two, it seems, but one was deleted between two searches',
      {
        refusesDuplicates: true,
        states: both,
        create: failing('taken'),
        find: shown([hit('c-1'), hit('c-2', PHONE)], [hit('c-2', PHONE)]),
      },
      ['CREATE', 'FIND email+phone', 'FIND email+phone', `mark email+phone - taken ${NOW}`],
      again,
    ],
    [
      'two customers seem to have its contacts, but one was deleted and created again between two searches',
      {
        states: both,
        find: shown([hit('c-1'), hit('c-2', PHONE)], [hit('c-2'), hit('c-2', PHONE)]),
      },
      ['FIND email+phone', 'FIND email+phone'],
      again,
    ],
    [
      'the ledger and the shop know two customers by its contacts',
      {
        states: twoKnown,
        find: () => [hit('c-1'), hit('c-2', PHONE)],
      },
      ['FIND email+phone'],
      { reason: 'identity_conflict' },
    ],
    [
      'the ledger knows one customer and the shop another, and it shows both',
      {
        states: [{ contact: EMAIL, customerId: 'c-1' }, { contact: PHONE }],
        find: shown([hit('c-2', PHONE)], [hit('c-1'), hit('c-2', PHONE)]),
      },
      ['FIND phone', 'FIND email+phone'],
      { reason: 'identity_conflict' },
    ],
    [
      'the ledger knows one customer, and the shop another that has both contacts by now',
      {
        states: [{ contact: EMAIL, customerId: 'c-1' }, { contact: PHONE }],
        find: shown([hit('c-2', PHONE)], [hit('c-2'), hit('c-2', PHONE)]),
      },
      ['FIND phone', 'FIND email+phone', 'read c-1', 'unlink email c-1 said before -60000'],
      again,
    ],
    [
      'the ledger knows two customers, and the shop shows none yet: that proves nothing',
      { states: twoKnown },
      ['FIND email+phone'],
      again,
    ],
    [
      'the ledger knows two customers, and the shop never shows one of them: both are forgotten, unless they are news',
      { states: twoKnown, gaveUpFinding: true },
      [
        'FIND email+phone',
        'read c-1',
        'unlink email c-1 said before -60000',
        'read c-2',
        'unlink phone c-2 said before -60000',
      ],
      again,
    ],
    [
      'the ledger knows two customers, and the shop shows one: the other is forgotten, unless that is news',
      { states: twoKnown, find: () => [hit('c-1')] },
      ['FIND email+phone', 'read c-2', 'unlink phone c-2 said before -60000'],
      {
        ...again,
        verdict: { kind: 'again', retryAfterMs: 15_000 },
        message:
          'ledger and shop know two customers by these contacts, but the shop does not show both',
      },
    ],
    [
      'the same after any number of searches, and a contact without a customer stays unchanged',
      {
        states: [...twoKnown, { contact: { kind: 'email', value: 'new@example.com' } }],
        find: () => [hit('c-1')],
        gaveUpFinding: true,
      },
      ['FIND email+phone+email', 'read c-2', 'unlink phone c-2 said before -60000'],
      again,
    ],
    [
      'no customer to update yet',
      { type: 'customer.updated', refusesDuplicates: true },
      ['FIND email'],
      { ...again, message: 'the shop does not know this customer yet' },
    ],
    [
      'no customer to update after the last search',
      { type: 'customer.updated', gaveUpFinding: true },
      ['FIND email'],
      {
        reason: 'customer_not_found',
        message: expect.stringMatching(/send customer\.signed_up first, then replay$/),
      },
    ],
  ])('%s', async (_, scene, expected, error) => {
    const result = await steps(scene);
    expect(result.log).toEqual(expected);
    expect(result.outcome).toMatchObject(error);
  });

  it('the rest could not be brought: the customer is remembered, the rest stays newer', async () => {
    const locale = aFact('locale');
    const { outcome, log } = await steps({
      facts: [aFact('name'), locale],
      create: () => ({ id: 'c-1', remaining: [locale] }),
      update: failing('again'),
    });
    expect(log).toEqual([
      'FIND email',
      LEASE,
      'CREATE',
      'UPDATE c-1 locale',
      'record c-1 name',
      'end email c-1 -',
    ]);
    expect(outcome).toMatchObject({ verdict: { kind: 'again' } });
  });

  it('a lease that ends this very moment no longer counts', async () => {
    const { log } = await steps({ states: [{ contact: EMAIL, leasedUntil: NOW }] });
    expect(log[0]).toBe('FIND email');
  });

  it('an old mark leads to a search, even where a create would come first', async () => {
    const states = [{ contact: EMAIL }, { contact: PHONE, creatingSince: old }];
    const { log } = await steps({ states, refusesDuplicates: true, find: () => [hit('c-4')] });
    expect(log[0]).toBe('FIND email+phone');
  });
});

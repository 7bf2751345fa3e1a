import { REFUSED_NAME, type Said, type Schedule, type Trouble, type Worker } from './schedule.ts';

interface OnceBroken {
  readonly name: string;
  readonly schedule: Schedule;
}

const worker = (parts: Partial<Worker> = {}): Worker => ({
  skewMs: 0,
  pace: [],
  dice: [],
  batchSizes: [],
  ...parts,
});
const said = (parts: Partial<Said> = {}): Said => ({
  person: 0,
  type: 'customer.signed_up',
  hasPhone: false,
  sentAtMs: [0],
  ...parts,
});
const run = (
  platform: Schedule['platform'],
  events: readonly Said[],
  fleet: readonly Worker[],
  troubles: readonly Trouble[],
  searchLagMs = 0,
): Schedule => ({
  platform,
  searchLagMs,
  hasTightLimit: false,
  existing: [],
  said: events,
  fleet,
  troubles,
});

/** Schedules that the simulator found and shrank. Each broke a promise until its cause was fixed. */
export const ONCE_BROKEN: readonly OnceBroken[] = [
  {
    name: 'an old refusal that comes late hides a later no in the shop',
    schedule: run(
      'shoplazza',
      [
        said({ minute: 0, anonymous: 'person', email: { state: 'granted' } }),
        said({ minute: 3, email: { state: 'denied' }, sentAtMs: [5_000, 70_000] }),
        said({ email: { state: 'granted', minute: 0 }, sentAtMs: [5_000] }),
      ],
      [worker({ batchSizes: [10] })],
      [
        {
          kind: 'decides',
          person: 0,
          channel: 'email',
          isYes: false,
          isSaid: false,
          atMs: 1_000,
        },
      ],
    ),
  },
  {
    name: 'records of the shop are begun although the function has no time left for them',
    schedule: {
      ...run(
        'shoplazza',
        [
          said({ sms: { state: 'granted' } }),
          said({ minute: 2, sms: { state: 'granted' } }),
          said({ name: REFUSED_NAME, sms: { state: 'denied' } }),
          said({ minute: 0, hasPhone: true, anonymous: 'person', sentAtMs: [100] }),
        ],
        [worker({ pace: [9], batchSizes: [10] })],
        [{ kind: 'twice', nth: 2 }],
      ),
      postsAfterMs: [0],
    },
  },
  {
    name: 'an update without an answer lands after a newer one',
    schedule: run(
      'shopline',
      [said({ note: 'n1', hasPhone: true }), said({ note: 'n3' })],
      [worker()],
      [{ kind: 'shop', nth: 3, how: 'silent-late' }],
    ),
  },
  {
    name: 'a contact still leads to a customer that was deleted by hand',
    schedule: run(
      'shopline',
      [said({ hasPhone: true }), said({ sentAtMs: [70_000] })],
      [worker()],
      [
        { kind: 'undeleted', nth: 0 },
        { kind: 'deleted', person: 0, atMs: 70_000 },
      ],
    ),
  },
  {
    name: 'another attempt creates the customer just when a create has waited long enough',
    schedule: run(
      'shoplazza',
      [said(), said({ person: 1, sentAtMs: [70_000, 10] }), said({ sentAtMs: [0, 10] })],
      [worker({ pace: [6] }), worker({ pace: [6] })],
      [{ kind: 'shop', nth: 0, how: 'silent' }],
      30_000,
    ),
  },
  {
    name: 'the contact was taken by a customer that was deleted, and is taken again',
    schedule: run(
      'shoplazza',
      [said({ sentAtMs: [1_000] }), said()],
      [worker(), worker()],
      [
        { kind: 'kill', nth: 4, isSent: true },
        { kind: 'deleted', person: 0, atMs: 5_000 },
        { kind: 'twice', nth: 1 },
      ],
      30_000,
    ),
  },
  {
    name: 'spare slots of a probe are used by other attempts',
    schedule: run(
      'shoplazza',
      [said({ sentAtMs: [0, 0] })],
      [worker({ batchSizes: [2] })],
      [
        { kind: 'shop', nth: 0, how: '500' },
        { kind: 'closed', atMs: 0, forMs: 1_000 },
      ],
    ),
  },
  {
    name: 'the update after a create overwrites a newer value of another attempt',
    schedule: run(
      'shopline',
      [said({ note: 'n1', sentAtMs: [100] }), said({ note: 'n3', minute: 0 }), said({ minute: 0 })],
      [worker({ pace: [6] }), worker({ pace: [4], skewMs: -2_000, batchSizes: [2] })],
      [],
    ),
  },
  {
    name: 'half of the contacts are unlinked when they are read, and the customer is created again before the search',
    schedule: run(
      'shoplazza',
      [
        said({ name: 'Ada', sms: { state: 'granted' }, sentAtMs: [10] }),
        said({ minute: 0, sentAtMs: [70_000] }),
        said({ person: 1, hasPhone: true, sentAtMs: [30_000, 10] }),
        said({
          type: 'customer.updated',
          minute: 0,
          tag: 'fair',
          hasPhone: true,
          email: { state: 'granted', minute: -10 },
          sentAtMs: [5_000, 0, 100],
        }),
        said({ hasPhone: true, sentAtMs: [70_000] }),
      ],
      [
        worker({ pace: [2, 7, 8, 9, 9, 0, 0, 0], batchSizes: [2] }),
        worker({ skewMs: -2_000, pace: [9, 4, 7, 0, 1, 1, 6, 0, 0] }),
        worker({ skewMs: 2_000, dice: [51] }),
      ],
      [
        { kind: 'shop', nth: 2, how: 'silent-after' },
        { kind: 'deleted', person: 0, atMs: 70_000 },
        { kind: 'twice', nth: 9 },
      ],
    ),
  },
  {
    name: 'a create without an answer is found, deleted by hand, and created again by another event',
    schedule: run(
      'shopline',
      [said(), said({ minute: 2 })],
      [worker({ pace: [8, 9, 0, 0, 0, 0] })],
      [
        { kind: 'deleted', person: 0, atMs: 30_000 },
        { kind: 'shop', nth: 0, how: 'silent-late' },
        { kind: 'shop', nth: 2, how: 'silent-after' },
      ],
    ),
  },
  {
    name: 'the customer is deleted by hand and created again between the searches for e-mail and phone',
    schedule: {
      ...run(
        'shoplazza',
        [
          said({ sentAtMs: [100] }),
          said({ hasPhone: true, sentAtMs: [5_000] }),
          said({ type: 'customer.updated', tag: 'fair', hasPhone: true, sentAtMs: [0, 5_000] }),
        ],
        [
          worker({ pace: [0, 7, 2, 1, 7] }),
          worker({ pace: [0, 0, 9, 0, 1, 8, 8, 0], dice: [0] }),
          worker({ dice: [26, 76] }),
        ],
        [
          { kind: 'deleted', person: 0, atMs: 29_220 },
          { kind: 'kill', nth: 8, isSent: false },
          { kind: 'kill', nth: 0, isSent: false },
        ],
      ),
      existing: [{ person: 0, emailConsent: false }],
    },
  },
  {
    name: 'every call is so slow that no attempt has time for a refused create, its searches and the update',
    schedule: {
      ...run(
        'shoplazza',
        [said({ tag: 'fair', hasPhone: true, sentAtMs: [0] })],
        [worker({ pace: [9] })],
        [],
      ),
      existing: [{ person: 0, emailConsent: false }],
    },
  },
  {
    name: 'both ledger customers of the contacts of one event are deleted by hand while the shop refuses our token',
    schedule: run(
      'shoplazza',
      [said(), said({ hasPhone: true })],
      [worker(), worker({ pace: [4], batchSizes: [10] })],
      [
        { kind: 'deleted', person: 0, atMs: 100 },
        { kind: 'token', atMs: 1_000, knownAfterMs: 1_000_000 },
        { kind: 'twice', nth: 1 },
        { kind: 'shop', nth: 1, how: '500' },
        { kind: 'deleted', person: 0, atMs: 300_000 },
      ],
    ),
  },
  {
    name: 'an event is refused that denies by the e-mail of one customer and the phone of a create that was taken',
    schedule: run(
      'shoplazza',
      [
        said({ hasPhone: true, anonymous: 'person', sentAtMs: [100] }),
        said(),
        said({ name: REFUSED_NAME, hasPhone: true, sms: { state: 'denied' }, sentAtMs: [1_000] }),
      ],
      [worker({ pace: [3], batchSizes: [10] }), worker({ pace: [3] })],
      [],
      30_000,
    ),
  },
  {
    name: 'every call is so slow that no attempt has time for a refused create and the refusal that it holds',
    schedule: run(
      'shopline',
      [said({ name: REFUSED_NAME, hasPhone: true, sms: { state: 'denied' } })],
      [worker({ pace: [9], batchSizes: [10] })],
      [],
    ),
  },
  {
    name: 'staff edit a record, the shop refuses an update of it, and an older yes follows',
    schedule: {
      ...run(
        'shoplazza',
        [
          said({ name: REFUSED_NAME, sentAtMs: [100] }),
          said({ minute: 0, email: { state: 'granted' } }),
          said(),
        ],
        [worker({ pace: [6], batchSizes: [10] })],
        [{ kind: 'edited', person: 0, atMs: 0 }],
      ),
      existing: [{ person: 0, emailConsent: false }],
    },
  },
  {
    name: 'a create without an answer arrives late, and its customer is found while the record is young',
    schedule: run(
      'shoplazza',
      [
        said({ email: { state: 'granted' }, sentAtMs: [1_000] }),
        said({
          type: 'customer.updated',
          email: { state: 'granted' },
          sms: { state: 'granted' },
          sentAtMs: [0, 1_000],
        }),
        said({ email: { state: 'granted' }, sentAtMs: [300_000] }),
      ],
      [worker({ batchSizes: [2] }), worker({ batchSizes: [10] })],
      [
        { kind: 'shop', nth: 1, how: 'silent-late' },
        { kind: 'queue', nth: 4, how: 'refused' },
      ],
    ),
  },
  {
    name: 'the search by the phone already shows a record whose e-mail the search by e-mail does not find yet',
    schedule: run(
      'shoplazza',
      [
        said({ person: 1, anonymous: 'stranger', email: { state: 'granted' } }),
        said({ person: 1, minute: 2, anonymous: 'stranger', email: { state: 'granted' } }),
        said({ person: 1, anonymous: 'stranger' }),
        said({ sentAtMs: [1_000, 5_000] }),
        said(),
      ],
      [worker({ pace: [1], batchSizes: [10] }), worker({ pace: [0, 9], batchSizes: [10] })],
      [
        { kind: 'twice', nth: 1 },
        { kind: 'kill', nth: 6, isSent: true },
        { kind: 'kill', nth: 7, isSent: false },
      ],
      5_000,
    ),
  },
  {
    name: 'both contacts of a new customer have refused the same channel, the e-mail later than the phone',
    schedule: run(
      'shoplazza',
      [
        said({ minute: 1, name: REFUSED_NAME, hasPhone: true, sms: { state: 'denied' } }),
        said({
          type: 'customer.updated',
          minute: 0,
          email: { state: 'denied' },
          sms: { state: 'denied' },
        }),
        said({ hasPhone: true, sms: { state: 'granted' } }),
      ],
      [worker()],
      [],
    ),
  },
  {
    name: 'the shop cannot be reached for an update, and the person says no there a moment later',
    schedule: {
      ...run(
        'shopline',
        [
          said({ minute: 2, hasPhone: true, email: { state: 'granted' } }),
          said({
            type: 'customer.updated',
            minute: 1,
            hasPhone: true,
            email: { state: 'granted' },
            sentAtMs: [30_000],
          }),
        ],
        [worker({ pace: [7], batchSizes: [10] })],
        [
          {
            kind: 'decides',
            person: 0,
            channel: 'email',
            isYes: false,
            isSaid: false,
            atMs: 10_000,
          },
          { kind: 'shop', nth: 2, how: 'unreached' },
        ],
        100,
      ),
      existing: [{ person: 0, emailConsent: true }],
    },
  },
  {
    name: 'a consent that the relay itself lowered is raised by a newer yes, after staff wrote the record',
    schedule: run(
      'shoplazza',
      [
        said({ sms: { state: 'granted' }, sentAtMs: [0, 5_000] }),
        said({
          type: 'customer.updated',
          minute: 0,
          email: { state: 'denied' },
          sms: { state: 'denied' },
        }),
        said(),
      ],
      [worker({ batchSizes: [10] })],
      [
        {
          kind: 'decides',
          person: 0,
          channel: 'email',
          isYes: false,
          isSaid: false,
          atMs: 30_000,
        },
        { kind: 'shop', nth: 2, how: 'silent-late' },
      ],
    ),
  },
  {
    name: 'a read before an update fails, and staff wrote the record at the time of the yes',
    schedule: run(
      'shoplazza',
      [said(), said({ tag: 'fair', sms: { state: 'granted', minute: 0 }, sentAtMs: [300_000] })],
      [worker({ batchSizes: [10] })],
      [
        { kind: 'shop', nth: 2, how: '500' },
        { kind: 'edited', person: 0, atMs: 300_000 },
      ],
    ),
  },
  {
    name: 'an update says yes and no, its customer was deleted by hand, and an older refusal beats the yes',
    schedule: run(
      'shoplazza',
      [
        said({ type: 'customer.updated', minute: 0, email: { state: 'denied' } }),
        said({ email: { state: 'granted' } }),
        said({
          type: 'customer.updated',
          email: { state: 'granted' },
          sms: { state: 'denied' },
        }),
      ],
      [worker(), worker({ pace: [1], batchSizes: [10] })],
      [{ kind: 'deleted', person: 0, atMs: 1_000 }],
    ),
  },
  {
    name: 'a customer that refused is deleted by hand while an attempt creates the person again',
    schedule: run(
      'shoplazza',
      [said({ minute: 0, email: { state: 'denied' } }), said({ email: { state: 'granted' } })],
      [worker({ pace: [3], batchSizes: [10] }), worker()],
      [{ kind: 'deleted', person: 0, atMs: 100 }],
    ),
  },
];

import type { Said, Schedule, Trouble, Worker } from './schedule.ts';

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

/** Schedules that the simulator found and shrank: each broke a promise until its cause was mended. */
export const ONCE_BROKEN: readonly OnceBroken[] = [
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
    name: 'a contact still leads to a customer who was deleted by hand',
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
    name: 'somebody creates the customer just when another create has waited long enough',
    schedule: run(
      'shoplazza',
      [said(), said({ person: 1, sentAtMs: [70_000, 10] }), said({ sentAtMs: [0, 10] })],
      [worker({ pace: [6] }), worker({ pace: [6] })],
      [{ kind: 'shop', nth: 0, how: 'silent' }],
      30_000,
    ),
  },
  {
    name: 'the contact was taken by a customer who was deleted, and is taken anew',
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
    name: 'what a probe leaves of its turns is used by others',
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
    name: 'what a create could not carry is written after somebody else wrote it newer',
    schedule: run(
      'shopline',
      [said({ note: 'n1', sentAtMs: [100] }), said({ note: 'n3', minute: 0 }), said({ minute: 0 })],
      [worker({ pace: [6] }), worker({ pace: [4], skewMs: -2_000, batchSizes: [2] })],
      [],
    ),
  },
];

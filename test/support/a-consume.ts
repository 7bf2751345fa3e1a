import type { SQSRecord } from 'aws-lambda';
import { createDigest } from '../../src/event/digest.ts';
import type { Store } from '../../src/generated/types.ts';
import { createConsume } from '../../src/consume/consume.ts';
import type { ConsumeDeps } from '../../src/consume/deps.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import type { AttemptEnd, LimitedStore } from '../../src/rate-limit/limiter-port.ts';
import type { Ledger } from '../../src/delivery/ledger-port.ts';
import type { Senders } from '../../src/delivery/stores-port.ts';
import type { Platform } from '../../src/delivery/platform-port.ts';
import type { Copy } from '../../src/message/queue-port.ts';

export const NOW = Date.parse('2026-11-22T08:00:00Z');

/** An empty ledger that grants every lease: handler tests are not about it. */
export const blankLedger: Ledger = {
  readContacts: (_, contacts) => Promise.resolve(contacts.map((contact) => ({ contact }))),
  leaseContacts: (_, contacts) => Promise.resolve(contacts.map((contact) => ({ contact }))),
  endLease: () => Promise.resolve(true),
  addNewCustomers: () => Promise.resolve(),
  linkContacts: () => Promise.resolve(true),
  markContacts: () => Promise.resolve(),
  unlinkContact: () => Promise.resolve(),
  readClocks: () => Promise.resolve({}),
  leaseCustomer: () => Promise.resolve({}),
  saveClocks: () => Promise.resolve(true),
  releaseCustomer: () => Promise.resolve(),
  addCustomer: () => Promise.resolve(true),
  forgetCustomer: () => Promise.resolve(),
  readRefusals: () => Promise.resolve({}),
  rememberRefusals: () => Promise.resolve(),
  findByVendorId: () => Promise.resolve(undefined),
  rememberVendorId: () => Promise.resolve(),
  keepVendorId: () => Promise.resolve(),
  noteCreated: () => Promise.resolve(),
  moveContacts: () => Promise.resolve([]),
  forgetRecord: () => Promise.resolve(),
};

/** No source has a parameter of its own: tests configure them in the store, as an older version wrote them. */
export const noSenders: Senders = { find: async () => undefined };

type Call = Parameters<ConsumeDeps['openPlatform']>[1];

/** A test's script of one attempt at the shop. */
export type Script = (attempt: {
  readonly store: Store;
  readonly email: string;
  /** Calls the shop once: waits for a slot and records the call. */
  readonly call: (method: 'GET' | 'POST', status?: number) => Promise<void>;
}) => Promise<'created' | 'updated'>;

/** The queue handler between stubs of its ports; `script` is the shop. */
export function aConsume(script: Script, overrides: Partial<ConsumeDeps> = {}) {
  const sent: Copy[] = [];
  const reports: AttemptReport[] = [];
  const permits: {
    store: LimitedStore;
    lowPriority: boolean;
    waitingSince: number;
    slots: number;
    saw: boolean[];
    end?: AttemptEnd;
  }[] = [];
  const digest = createDigest('test-key');
  const consume = createConsume({
    now: () => NOW,
    random: () => 0.5,
    newHolder: () => 'holder',
    horizonMs: 48 * 3_600_000,
    sleep: async () => undefined,
    digest,
    sources: new Map(),
    ledger: blankLedger,
    senders: noSenders,
    stores: {
      get: async (name) => aStore(`token-of-${name}`),
      refresh: async () => aStore('fresh-token'),
    },
    report: (report) => reports.push(report),
    queue: {
      send: async (copies) => {
        sent.push(...copies);
        return new Set(copies.map(({ key }) => key));
      },
    },
    openPlatform: (store, call) => scripted(script, store, call),
    openLimiters: () => ({
      permit: (store, asking) => {
        const permit: (typeof permits)[number] = { store, ...asking, slots: 0, saw: [] };
        permits.push(permit);
        return {
          waitForSlot: async () => void (permit.slots += 1),
          saw: (failed) => permit.saw.push(failed),
          end: (how) => void (permit.end = how),
        };
      },
      close: async () => undefined,
    }),
    ...overrides,
  });
  const run = async (
    records: readonly Partial<SQSRecord>[],
    remainingMs: number | (() => number) = 30_000,
  ): Promise<readonly string[]> => {
    const { batchItemFailures } = await consume(
      { Records: records as SQSRecord[] },
      { remainingMs: typeof remainingMs === 'number' ? () => remainingMs : remainingMs },
    );
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { run, sent, reports, permits };
}

export const aStore = (accessToken: string): Store => ({
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken,
  country: 'TW',
});

function scripted(script: Script, store: Store, { waitForSlot, onCall }: Call): Platform {
  const call = async (method: 'GET' | 'POST', status?: number): Promise<void> => {
    await waitForSlot(method === 'GET' ? 'read' : 'other');
    onCall({ method, route: '/customers', durationMs: 1, ...(status !== undefined && { status }) });
  };
  let email = '';
  return {
    name: 'shoplazza',
    refusesDuplicates: true,
    fit: ({ contacts }) => {
      email = contacts[0]?.value ?? '';
      return { facts: [], createOnly: {}, unheld: [] };
    },
    takesTogether: () => true,
    find: () => Promise.resolve([]),
    read: () => Promise.resolve({ consents: {}, unsubscribed: [], contacts: [] }),
    create: async () => {
      await script({ store, email, call });
      return { id: `c-${email}`, remaining: [] };
    },
    update: () => Promise.resolve({ unheld: [] }),
  };
}

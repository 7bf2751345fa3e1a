import type { Contact, NormalSignup } from '../../src/event/signup.ts';
import type { Prefetched } from '../../src/delivery/prefetch.ts';
import type { Job } from '../../src/delivery/job.ts';
import type { ContactMarks, ContactState, Ledger } from '../../src/delivery/ledger-port.ts';
import { createNewCustomers } from '../../src/delivery/new-customers.ts';
import type {
  Clocks,
  Created,
  Fact,
  Hit,
  Platform,
  Shown,
  Updated,
} from '../../src/delivery/platform-port.ts';

export const NOW = 1_000_000;
export const EMAIL: Contact = { kind: 'email', value: 'ada@example.com' };
export const PHONE: Contact = { kind: 'phone', value: '+886912345678' };

export const aFact = (key: string, time = 5): Fact => ({
  kind: 'parameters',
  key,
  stamp: { time, id: 'e-1' },
  parameters: { [key]: 'x' },
});

export const aDenial = (key: string, time = 5): Fact => {
  const fact = aFact(key, time);
  return { ...fact, stamp: { ...fact.stamp, denied: true } };
};

/** A shop that shows no consent and no time. */
const NOTHING_SHOWN: Shown = { consents: {}, unsubscribed: [], contacts: [EMAIL, PHONE] };

/** The clocks of fields; the notes about the shop's record are not what these tests are about. */
const fieldsIn = (clocks: Clocks): string =>
  Object.keys(clocks)
    .filter((key) => !key.startsWith('shop:'))
    .join(',');

interface Scene {
  readonly type?: NormalSignup['type'];
  /** @default 'verified' */
  readonly trust?: NormalSignup['trust'];
  readonly states?: readonly ContactState[];
  /** The states of the contacts after the first read. */
  readonly readAgain?: readonly ContactState[];
  /** The states of the contacts when they are leased; `undefined` when another attempt has leased them. */
  readonly leased?: readonly ContactState[] | 'busy';
  readonly clocks?: Clocks | 'busy';
  readonly prefetched?: Prefetched;
  /** Clocks of former customers. */
  readonly formerClocks?: Clocks;
  readonly facts?: readonly Fact[];
  /** What the shop shows of the customer. @default nothing but both contacts */
  readonly shown?: Shown;
  /** What the contacts have refused, each time it is read. */
  readonly refusals?: () => Clocks;
  /** The source's id of the customer; the event then has no contact. */
  readonly vendorId?: string;
  /** Whom the ledger knows by that id. */
  readonly vendorCustomer?: string;
  readonly refusesDuplicates?: boolean;
  /** Whether links succeed. @default true */
  readonly isLinked?: boolean;
  readonly gaveUpFinding?: boolean;
  /** `in the ledger` and `contacts lost`: the lease on the contacts ran out, and another attempt has written the customer. */
  readonly known?: 'lease lost' | 'contacts lost' | 'in the ledger';
  readonly find?: () => readonly Hit[];
  readonly create?: () => Created;
  /** How long a create takes, in milliseconds. @default 0 */
  readonly createMs?: number;
  /** How long the attempt may call the shop, in milliseconds. @default 20,000 */
  readonly sendingMs?: number;
  readonly update?: (facts: readonly Fact[]) => Updated;
}

/** A job whose ports answer as the scene says and log every call. */
export function aJob(scene: Scene = {}): { readonly job: Job; readonly log: string[] } {
  const log: string[] = [];
  let reads = 0;
  let clock = NOW;
  const { states = [{ contact: EMAIL }], facts = [aFact('name')] } = scene;
  const note = <T>(line: string, value: T): Promise<T> => {
    log.push(line);
    return Promise.resolve(value);
  };
  const say = (contacts: readonly Contact[]): string => contacts.map(({ kind }) => kind).join('+');
  const marks = ({ creatingSince, takenSince }: ContactMarks): string =>
    `${creatingSince ?? '-'}${takenSince === undefined ? '' : ` taken ${takenSince}`}`;
  const ledger: Ledger = {
    readContacts: () => {
      reads += 1;
      return Promise.resolve(reads === 1 ? states : (scene.readAgain ?? states));
    },
    leaseContacts: (_, contacts, lease, until) =>
      note(
        `lease ${say(contacts)} by ${lease.holder} until ${lease.until - NOW}, sending until ${until - NOW}`,
        scene.leased === 'busy'
          ? undefined
          : (scene.leased ?? states.filter(({ contact }) => contacts.includes(contact))),
      ),
    endLease: (_, contacts, __, end) =>
      note(
        `end ${say(contacts)} ${end.customerId ?? '-'} ${marks(end)}`,
        scene.known !== 'contacts lost' && scene.known !== 'in the ledger',
      ),
    linkContacts: (_, contacts, id) => note(`link ${say(contacts)} ${id}`, scene.isLinked ?? true),
    markContacts: (_, contacts, given) => note(`mark ${say(contacts)} ${marks(given)}`, undefined),
    unlinkContact: (_, contact, id, before) =>
      note(`unlink ${say([contact])} ${id} said before ${before - NOW}`, undefined),
    leaseCustomer: (_, id, __, atCreation) =>
      note(
        `take ${id}${atCreation ? ` created with ${Object.keys(atCreation).join(',')}` : ''}`,
        scene.clocks === 'busy' ? undefined : (scene.clocks ?? {}),
      ),
    saveClocks: (_, id, __, clocks) =>
      note(`save ${id} ${fieldsIn(clocks)}`, scene.known !== 'lease lost'),
    releaseCustomer: (_, id) => note(`release ${id}`, undefined),
    addNewCustomers: (_, newCustomers) => {
      for (const { customerId, clocks } of newCustomers)
        log.push(`record ${customerId} ${fieldsIn(clocks)}`);
      return Promise.resolve();
    },
    addCustomer: (_, id, clocks) =>
      note(`add ${id} ${fieldsIn(clocks)}`, scene.known !== 'in the ledger'),
    readClocks: (_, id) => note(`read ${id}`, scene.formerClocks ?? {}),
    forgetCustomer: (_, id, contacts) => note(`forget ${id} ${say(contacts)}`, undefined),
    readRefusals: (_, contacts) => note(`refusals of ${say(contacts)}`, scene.refusals?.() ?? {}),
    noteCreated: (_, id) => note(`created ${id}`, undefined),
    rememberRefusals: (_, refusals) =>
      note(
        `refuse ${refusals.map(({ contact, refusals: each }) => `${contact.kind} ${Object.keys(each).join(',')}`).join('; ')}`,
        undefined,
      ),
    findByVendorId: (_, { id }) => note(`find by id ${id}`, scene.vendorCustomer),
    rememberVendorId: (_, { id }, { customerId, contacts }) =>
      note(`remember id ${id} ${customerId} ${say(contacts)}`, undefined),
    keepVendorId: (_, { id }) => note(`keep id ${id}`, undefined),
    moveContacts: (_, id, { contacts }) => note(`move ${say(contacts)} ${id}`, []),
    forgetRecord: (_, id) => note(`forget record ${id}`, undefined),
  };
  const keys = (list: readonly Fact[]): string => list.map(({ key }) => key).join(',');
  const platform: Platform = {
    name: 'shopline',
    refusesDuplicates: scene.refusesDuplicates ?? false,
    fit: ({ data }) => ({
      facts: data.consent
        ? Object.keys(data.consent).map((channel) => aDenial(`consent.${channel}`))
        : facts,
      createOnly: {},
      unheld: [],
    }),
    takesTogether: () => true,
    find: async (contacts) => {
      log.push(`FIND ${say(contacts)}`);
      return scene.find?.() ?? [];
    },
    read: async (id) => {
      log.push(`READ ${id}`);
      return scene.shown ?? NOTHING_SHOWN;
    },
    create: async () => {
      log.push('CREATE');
      clock += scene.createMs ?? 0;
      return scene.create?.() ?? { id: 'c-1', remaining: [] };
    },
    update: async (id, list) => {
      log.push(`UPDATE ${id} ${keys(list)}`);
      return scene.update?.(list) ?? { unheld: [] };
    },
  };
  const signup: NormalSignup = {
    type: scene.type ?? 'customer.signed_up',
    store: 'tw-main',
    eventId: 'e-1',
    eventSource: '/test',
    time: 5,
    stampId: 'e-1',
    contacts: scene.vendorId === undefined ? states.map(({ contact }) => contact) : [],
    ...(scene.vendorId !== undefined && { vendorId: { source: 'shop', id: scene.vendorId } }),
    trust: scene.trust ?? 'verified',
    data: { store: 'tw-main', customer: {} },
  };
  const job: Job = {
    signup,
    fitted: { facts, createOnly: {}, unheld: ['customer.gender'] },
    platform,
    ledger,
    now: () => clock,
    holder: 'me',
    sendingUntil: NOW + (scene.sendingMs ?? 20_000),
    gaveUpFinding: scene.gaveUpFinding ?? false,
    remembered: {},
    newCustomers: createNewCustomers({ ledger, sleep: () => new Promise(() => undefined) }),
    ...(scene.prefetched && { prefetched: scene.prefetched }),
  };
  return { job, log };
}

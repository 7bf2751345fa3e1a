import type { HttpAnswer } from '../../../src/http/http.ts';
import type { Shown } from '../../../src/delivery/platform-port.ts';
import { REFUSED_NAME, START_MS } from '../schedule.ts';
import type { AttemptNote, World } from './world.ts';

/** A customer in the shop. */
export interface ShopCustomer {
  readonly id: string;
  /** From when the search finds it by a contact, by virtual time. */
  readonly shownFrom: Map<string, number>;
  fields: Readonly<Record<string, unknown>>;
  tags: readonly string[];
  updatedAt: number;
  /** Consents that the customer withdrew in the shop, where the shop says so. */
  unsubscribed: readonly string[];
  /** The phone that it was created with. */
  readonly bornPhone: unknown;
}

/**
 * The history of the record of one e-mail, in order. `yes` and `no` are decisions in the shop. `kept`: staff wrote the
 * record and a stored no stayed, which looks like a decision. `look`: the relay saw the record. `written`: it wrote the
 * record. `raised`, `lowered`: with that write a consent became a yes, or a no.
 */
export interface RecordNote {
  readonly email: unknown;
  readonly at: number;
  readonly what: 'yes' | 'no' | 'kept' | 'look' | 'written' | 'raised' | 'lowered';
  /** The consent that it is about; absent: the whole record. */
  readonly key?: string;
  /** The phone of the record afterwards. */
  readonly phone: unknown;
  /** The shop shows that it was the person. */
  readonly isFlagged: boolean;
  /** Of the relay. */
  readonly attempt?: AttemptNote | undefined;
}

export interface ShopRequest {
  readonly operation: 'find' | 'create' | 'read' | 'update' | 'addTags';
  readonly id?: string | undefined;
  readonly contact?: string | undefined;
  readonly token: string;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly mayReplaceTags?: boolean;
  /** Part of an update: the relay has looked at the consents before. */
  readonly isForTags?: boolean;
}

/** A shop's database and its rules. */
export interface Shop {
  readonly customers: ReadonlyMap<string, ShopCustomer>;
  /** How many customers the relay has created for each e-mail. */
  readonly created: ReadonlyMap<string, number>;
  /** When customers of an e-mail were deleted by hand. */
  readonly deletions: ReadonlyMap<string, readonly number[]>;
  readonly records: readonly RecordNote[];
  /** @param attempt of the relay that sends the request. */
  handle(request: ShopRequest, attempt?: AttemptNote): HttpAnswer;
}

export const emailOf = (person: number): string => `p${person}@example.com`;
export const phoneOf = (person: number): string => `+88691234567${person}`;
/** A phone that only an anonymous sender names. */
export const strangerPhoneOf = (person: number): string => `+88698765432${person}`;

const answer = (status: number, body: unknown = {}): HttpAnswer => ({ status, headers: {}, body });
const CONTACTS = ['email', 'phone'] as const;
const CONSENTS = ['consent.email', 'consent.sms'] as const;

/** Called with a customer after each change of it, and after its removal. */
type OnChange = (customer: ShopCustomer, isRemoved: boolean) => void;

/** One that does not refuse duplicates (like SHOPLINE), or one that does and never changes contacts (like Shoplazza). */
export function createShop(
  world: World,
  validToken: () => string,
  onChange: OnChange = () => undefined,
): Shop {
  const { schedule, time, say } = world;
  const isUnique = schedule.platform === 'shoplazza';
  const customers = new Map<string, ShopCustomer>();
  const created = new Map<string, number>();
  const deletions = new Map<string, readonly number[]>();
  let count = 0;
  /** SHOPLINE’s ids begin with their second, eight hex digits of it. */
  const newId = (): string => {
    count += 1;
    if (isUnique) return `c${count}`;
    const second = Math.floor(time.now() / 1_000).toString(16);
    return second.padStart(8, '0') + String(count).padStart(16, '0');
  };
  const closings = schedule.troubles.filter((trouble) => trouble.kind === 'closed');

  const add = (fields: ShopCustomer['fields'], tags: readonly string[], shownAt: number) => {
    const contacts = CONTACTS.map((name) => fields[name]).filter(
      (each) => typeof each === 'string',
    );
    const shownFrom = new Map(contacts.map((contact) => [contact, shownAt]));
    const customer = {
      id: newId(),
      shownFrom,
      fields,
      tags,
      updatedAt: shownAt === 0 ? 0 : time.now(),
      unsubscribed: [],
      bornPhone: fields['phone'],
    };
    customers.set(customer.id, customer);
    return customer;
  };
  const has = ({ fields }: ShopCustomer, contact: unknown): boolean =>
    contact !== undefined && CONTACTS.some((name) => fields[name] === contact);

  const records: RecordNote[] = [];
  const note = (
    { fields, unsubscribed }: ShopCustomer,
    what: RecordNote['what'],
    { key, attempt }: Pick<RecordNote, 'key' | 'attempt'> = {},
  ): void => {
    records.push({
      email: fields['email'],
      at: time.now(),
      what,
      phone: fields['phone'],
      isFlagged: isUnique && key !== undefined && unsubscribed.includes(key),
      attempt,
      ...(key !== undefined && { key }),
    });
  };

  const change = (
    customer: ShopCustomer,
    fields: Readonly<Record<string, unknown>>,
    attempt: AttemptNote | undefined,
  ): void => {
    const changed = Object.entries(fields).filter(
      ([name]) => !(isUnique && (name === 'email' || name === 'phone')),
    );
    for (const [name, value] of changed) {
      if ((name === 'email' || name === 'phone') && customer.fields[name] !== value) {
        customer.shownFrom.set(String(value), time.now() + schedule.searchLagMs);
      }
    }
    const raised = CONSENTS.filter((key) => fields[key] === true && customer.fields[key] !== true);
    const lowered = CONSENTS.filter(
      (key) => fields[key] === false && customer.fields[key] === true,
    );
    customer.fields = { ...customer.fields, ...Object.fromEntries(changed) };
    customer.updatedAt = time.now();
    customer.unsubscribed = customer.unsubscribed.filter((key) => customer.fields[key] === false);
    for (const key of raised) note(customer, 'raised', { key, attempt });
    for (const key of lowered) note(customer, 'lowered', { key, attempt });
    note(customer, 'written', { attempt });
    onChange(customer, false);
  };

  const shownOf = ({ fields, updatedAt, unsubscribed }: ShopCustomer): Shown => ({
    consents: Object.fromEntries(
      // SHOPLINE shows no SMS consent.
      (isUnique ? CONSENTS : ['consent.email']).map((key) => [key, fields[key] === true] as const),
    ),
    unsubscribed: isUnique ? unsubscribed : [],
    updatedAt,
    contacts: CONTACTS.flatMap((kind) => {
      const value = fields[kind];
      return typeof value === 'string' ? [{ kind, value }] : [];
    }),
  });

  for (const { person, emailConsent } of schedule.existing) {
    const fields = { email: emailOf(person), 'consent.email': emailConsent, 'consent.sms': false };
    add(fields, ['old'], 0);
  }
  for (const trouble of schedule.troubles) {
    if (trouble.kind !== 'decides' && trouble.kind !== 'edited') continue;
    time.after(trouble.atMs, () => {
      const email = emailOf(trouble.person);
      const customer = [...customers.values()].find(({ fields }) => fields['email'] === email);
      if (customer === undefined) return;
      customer.updatedAt = time.now();
      say('shop', `customer ${customer.id}: ${JSON.stringify(trouble)}`);
      const keep = (key: string): void => {
        if (customer.fields[key] !== true) note(customer, 'kept', { key });
      };
      if (trouble.kind === 'edited') {
        CONSENTS.forEach(keep);
        return onChange(customer, false);
      }
      const key = `consent.${trouble.channel}`;
      customer.fields = { ...customer.fields, [key]: trouble.isYes };
      const others = customer.unsubscribed.filter((each) => each !== key);
      customer.unsubscribed = !trouble.isYes && trouble.isSaid ? [...others, key] : others;
      note(customer, trouble.isYes ? 'yes' : 'no', { key });
      CONSENTS.filter((other) => other !== key).forEach(keep);
      onChange(customer, false);
    });
  }
  for (const trouble of schedule.troubles) {
    if (trouble.kind !== 'deleted') continue;
    time.after(trouble.atMs, () => {
      const email = emailOf(trouble.person);
      const victim = [...customers.values()].find(({ fields }) => fields['email'] === email);
      if (victim === undefined) return;
      customers.delete(victim.id);
      deletions.set(email, [...(deletions.get(email) ?? []), time.now()]);
      say('shop', `customer ${victim.id} is deleted by hand`);
      onChange(victim, true);
    });
  }

  return {
    customers,
    created,
    deletions,
    records,
    handle(request, attempt) {
      const { operation, id = '', contact, token, fields = {}, tags = [] } = request;
      const sinceMs = time.now() - START_MS;
      if (closings.some(({ atMs, forMs }) => sinceMs >= atMs && sinceMs < atMs + forMs)) {
        return answer(402);
      }
      if (token !== validToken()) return answer(401);
      if (fields['name'] === REFUSED_NAME) return answer(422);
      if (operation === 'find') {
        const hits = [...customers.values()].filter(
          (each) => has(each, contact) && (each.shownFrom.get(contact ?? '') ?? 0) <= time.now(),
        );
        for (const hit of hits) note(hit, 'look', { attempt });
        return answer(200, { hits: hits.map((hit) => ({ id: hit.id, shown: shownOf(hit) })) });
      }
      if (operation === 'create') {
        const isTaken = [...customers.values()].some((each) =>
          CONTACTS.some((name) => has(each, fields[name])),
        );
        if (isUnique && isTaken) return answer(409);
        const email = JSON.stringify(fields['email']).slice(1, -1);
        created.set(email, (created.get(email) ?? 0) + 1);
        const customer = add(fields, tags, time.now() + schedule.searchLagMs);
        const raised = CONSENTS.filter((key) => fields[key] === true);
        for (const key of raised) note(customer, 'raised', { key, attempt });
        note(customer, 'written', { attempt });
        onChange(customer, false);
        return answer(201, { id: customer.id, updatedAt: customer.updatedAt });
      }
      const customer = customers.get(id);
      if (customer === undefined) return answer(404);
      if (operation === 'read') {
        if (!request.isForTags) note(customer, 'look', { attempt });
        return answer(200, { tags: customer.tags, shown: shownOf(customer) });
      }
      change(customer, fields, attempt);
      if (request.mayReplaceTags) customer.tags = tags;
      else customer.tags = [...new Set([...customer.tags, ...tags])];
      return answer(200, { updatedAt: customer.updatedAt });
    },
  };
}

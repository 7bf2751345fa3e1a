import { type Said, type Schedule, START_MS } from '../schedule.ts';
import {
  type ConsentNote,
  emailOf,
  phoneOf,
  type Shop,
  type ShopCustomer,
  strangerPhoneOf,
} from '../world/shop.ts';
import type { World } from '../world/world.ts';
import type { Remains } from './judge.ts';
import { deliveredRoots, eventOf, refusedRoots, rememberedRoots, rootsOf } from './messages.ts';

/** One statement about one field: the newest must win. */
interface Statement {
  readonly root: string;
  readonly time: number;
  readonly value: unknown;
  /** An anonymous grant: everything else ranks above it. */
  readonly isWeak: boolean;
}

const TOLERANCE_MS = 300_000;

function statementsAbout(
  field: 'name' | 'note' | 'email' | 'sms',
  roots: readonly string[],
  { said }: Schedule,
): readonly Statement[] {
  return roots.flatMap((root): readonly Statement[] => {
    const event = said[eventOf(root)];
    const copy = Number(root.split('.')[1] ?? 0);
    const sentAt = START_MS + (event?.sentAtMs[copy] ?? 0);
    const at = (minute: number | undefined): number => {
      const ms = minute === undefined ? sentAt : START_MS - minute * 60_000;
      return ms > sentAt + TOLERANCE_MS ? sentAt : ms;
    };
    if (field === 'name' || field === 'note') {
      const value = event?.[field];
      return value === undefined ? [] : [{ root, time: at(event?.minute), value, isWeak: false }];
    }
    const consent = event?.[field];
    if (consent === undefined) return [];
    const time = at(consent.minute ?? event?.minute);
    const value = consent.state === 'granted';
    return [{ root, time, value, isWeak: value && event?.anonymous !== undefined }];
  });
}

/** By rank, then by time, then a denial, then the greater id. */
function isLater(one: Statement, other: Statement): boolean {
  if (one.isWeak !== other.isWeak) return other.isWeak;
  if (one.time !== other.time) return one.time > other.time;
  if (typeof one.value === 'boolean' && one.value !== other.value) return !one.value;
  return `e${eventOf(one.root)}` > `e${eventOf(other.root)}`;
}

const newest = (statements: readonly Statement[]): Statement | undefined =>
  statements.reduce<Statement | undefined>(
    (best, each) => (best && !isLater(each, best) ? best : each),
    undefined,
  );

const FIELDS = [
  ['name', 'name'],
  ['note', 'note'],
  ['email', 'consent.email'],
  ['sms', 'consent.sms'],
] as const;

/** Every person that signed up exists once, and every field has its newest value. */
export function judgeCustomers(world: World, { shop }: Remains): readonly string[] {
  const people = new Set(world.schedule.said.map(({ person }) => person));
  return [...people].flatMap((person) => judgePerson(world, shop, person));
}

function judgePerson(world: World, shop: Remains['shop'], person: number): readonly string[] {
  const email = emailOf(person);
  const [customer, ...others] = [...shop.customers.values()].filter(
    ({ fields }) => fields['email'] === email,
  );
  const created = shop.created.get(email) ?? 0;
  const existing = world.schedule.existing.some((each) => each.person === person) ? 1 : 0;
  const deletions = shop.deletions.get(email) ?? [];
  if (created + existing > 1 + deletions.length) return [`${email} was created ${created} times`];
  if (others.length > 0) return [`${email} exists twice`];
  if (customer) return judgeFields(world, person, customer, { shop, deletedAt: deletions.at(-1) });
  const isDelivered = world.notes.reports.some(
    ({ root, report }) =>
      'customerId' in report && world.schedule.said[eventOf(root)]?.person === person,
  );
  return isDelivered && deletions.length === 0 ? [`${email} does not exist`] : [];
}

function judgeFields(
  world: World,
  person: number,
  customer: ShopCustomer,
  { shop, deletedAt }: { readonly shop: Shop; readonly deletedAt: number | undefined },
): readonly string[] {
  const { schedule } = world;
  const personOf = (root: string): Said | undefined => schedule.said[eventOf(root)];
  const mine = rootsOf(world).filter((root) => personOf(root)?.person === person);
  const delivered = deliveredRoots(world);
  const written = writtenSince(world, deletedAt ?? 0);
  // A deletion removes all earlier values; only values that were written afterwards have to be there.
  const certain = mine.filter((root) =>
    deletedAt === undefined ? delivered.has(root) : written.has(root),
  );
  const refused = refusedRoots(world);
  const remembered = rememberedRoots(world);
  const existing = schedule.existing.find((each) => each.person === person);
  const wasEmail = deletedAt === undefined && existing?.emailConsent === true;
  const before = { name: undefined, note: undefined, email: wasEmail, sms: false };
  const wrong = FIELDS.flatMap(([field, key]) => {
    const said = statementsAbout(field, mine, schedule);
    const last = newest(
      said.filter(
        ({ root, value }) =>
          // What reached the customer for certain, and refusals that are remembered on a contact of the customer.
          (certain.includes(root) && !remembered.has(root)) ||
          (value === false && refused.has(root) && isAbout(personOf(root), field, customer)),
      ),
    );
    // A refusal of a contact that the customer does not have may count, or not.
    const mayBeRefused = said.some(
      (each) => each.value === false && refused.has(each.root) && (!last || isLater(each, last)),
    );
    const value = customer.fields[key];
    // Newer values of undelivered messages may be there: their write can have succeeded.
    const allowed = said.filter((each) => !last || isLater(each, last)).map((each) => each.value);
    const isKeptBack = value === false && last !== undefined && keptBack(world, last, key);
    const decided = decisionsIn(shop, person, key);
    const isRight =
      isKeptBack ||
      (value === false && mayBeRefused) ||
      // The customer's own decisions in the shop are judged apart.
      decided.some(({ what }) => (value === true ? what === 'yes' : what === 'no')) ||
      value === (last ? last.value : before[field]) ||
      (allowed.includes(value) && (deletedAt !== undefined || certain.length < mine.length));
    return isRight ? [] : [`${key} of ${emailOf(person)} is not what was said last`];
  });
  const tags = [
    ...certain.flatMap((root) => personOf(root)?.tag ?? []),
    ...(existing && deletedAt === undefined ? ['old'] : []),
  ];
  const lacking = tags.filter((tag) => !customer.tags.includes(tag));
  const phone = certain.some(
    (root) =>
      !remembered.has(root) && personOf(root)?.hasPhone && personOf(root)?.anonymous === undefined,
  );
  const lacksPhone =
    phone && schedule.platform === 'shopline' && customer.fields['phone'] !== phoneOf(person);
  return [
    ...wrong,
    ...lacking.map((tag) => `${emailOf(person)} lacks the tag ${tag}`),
    ...(lacksPhone ? [`${emailOf(person)} lacks the phone`] : []),
    ...strangersPhone(schedule, person, customer),
    ...(deletedAt === undefined ? undoneRefusals(world, shop, person, customer) : []),
  ];
}

/** Messages of batches that began after this time: all their values were written later. */
function writtenSince({ notes }: World, since: number): ReadonlySet<string> {
  return new Set(
    notes.reports
      .filter(
        ({ batchAt, report }) =>
          (report.outcome === 'created' || report.outcome === 'updated') && batchAt > since,
      )
      .map(({ root }) => root),
  );
}

/** A grant may stay without effect where its report says so. A consent is never raised instead. */
const keptBack = ({ notes }: World, { root }: Statement, path: string): boolean =>
  notes.reports.some(
    (note) =>
      eventOf(note.root) === eventOf(root) &&
      note.report.leftOut?.some((one) => one.path === path) === true,
  );

const decisionsIn = ({ consents }: Shop, person: number, key: string): readonly ConsentNote[] =>
  consents.filter(
    (each) => each.email === emailOf(person) && (each.key === key || each.key === undefined),
  );

/** A contact that only anonymous events named is on a customer only if its event created them. */
function strangersPhone(
  { said }: Schedule,
  person: number,
  { fields, bornPhone }: ShopCustomer,
): readonly string[] {
  const phone = fields['phone'];
  if (phone === undefined || phone === bornPhone) return [];
  const isVerified = said.some((one) => one.person === person && one.hasPhone && !one.anonymous);
  const isOwn = phone === phoneOf(person) && isVerified;
  return isOwn ? [] : [`${emailOf(person)} has a contact that an anonymous event has added`];
}

/** A minute, and what calls take on their way. Milliseconds. */
const UNANSWERED_MS = 90_000;

/** A yes that is given after a no in the shop may follow it. Both clocks may differ this much. Milliseconds. */
const SKEW_MS = 4_000;

/**
 * A customer that unsubscribed in the shop stays so until a newer yes. Not seen: on and off in the shop between two
 * looks, and a no between the look and the write.
 */
function undoneRefusals(
  { schedule, notes: { calls } }: World,
  shop: Shop,
  person: number,
  customer: ShopCustomer,
): readonly string[] {
  // Killed after its write, or without a ledger, an attempt records nothing: as if its write had no answer.
  const isInterrupted = schedule.troubles.some(({ kind }) => kind === 'kill' || kind === 'ledger');
  return (['email', 'sms'] as const).flatMap((channel) => {
    const key = `consent.${channel}`;
    const notes = decisionsIn(shop, person, key);
    const lastNo = notes.findLastIndex(({ what }) => what === 'no');
    const raised = notes.findIndex(({ what }, at) => what === 'raised' && at > lastNo);
    if (lastNo < 0 || raised < 0 || customer.fields[key] !== true) return [];
    const no = notes[lastNo];
    if (no === undefined || notes.slice(lastNo).some(({ what }) => what === 'yes')) return [];
    // SHOPLINE shows no SMS consent.
    if (channel === 'sms' && schedule.platform === 'shopline') return [];
    const isNewYes = schedule.said.some((said) => {
      const consent = said[channel];
      if (said.person !== person || consent?.state !== 'granted') return false;
      const minute = consent.minute ?? said.minute;
      const times = said.sentAtMs.map((ms) => START_MS + ms);
      // In the future, or without a time: it counts from when it was received.
      const isNow = minute === undefined || minute < 0;
      return isNow && times.some((time) => time >= no.at - SKEW_MS);
    });
    const before = notes.slice(0, lastNo);
    const yes = before.findLastIndex(({ what }) => what === 'yes');
    const wasRaised = before.findLastIndex(({ what }) => what === 'raised');
    const isOnAndOff = yes > wasRaised && !before.slice(yes).some(({ what }) => what === 'look');
    const isBetween = !notes.slice(lastNo, raised).some(({ what }) => what === 'look');
    // A write without an answer counts as the relay's own for a minute.
    const isUnanswered = calls.some(
      (call) =>
        call.person === emailOf(person) &&
        (call.isUncertain || (isInterrupted && call.isWritten)) &&
        Math.abs(call.at - no.at) < UNANSWERED_MS,
    );
    if (isNewYes || isOnAndOff || isBetween || isUnanswered) return [];
    return [`${key} of ${emailOf(person)} was withdrawn in the shop, and raised again`];
  });
}

/** A remembered refusal counts for every customer that has the contact of its channel. */
function isAbout(said: Said | undefined, field: string, { fields }: ShopCustomer): boolean {
  if (field !== 'sms' || said === undefined) return true;
  if (said.anonymous === 'stranger') return fields['phone'] === strangerPhoneOf(said.person);
  return !said.hasPhone || fields['phone'] === phoneOf(said.person);
}

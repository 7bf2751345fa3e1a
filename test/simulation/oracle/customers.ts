import { type Said, type Schedule, START_MS } from '../schedule.ts';
import { emailOf, phoneOf, type Shop, type ShopCustomer, strangerPhoneOf } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import type { Remains } from './judge.ts';
import { historyOf, isDecidedInShop, isLeftOutRightly, judgeRaises } from './shop-decisions.ts';
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
  // By whichever contact: the event as a whole would have reached this customer.
  const heard = refusedRoots(world, 'rejected');
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
          (value === false &&
            (heard.has(root) || (refused.has(root) && isAbout(personOf(root), field, customer)))),
      ),
    );
    // A refusal of a contact that the customer does not have may count, or not.
    const mayBeRefused = said.some(
      (each) => each.value === false && refused.has(each.root) && (!last || isLater(each, last)),
    );
    const value = customer.fields[key];
    // Newer values of undelivered messages may be there: their write can have succeeded.
    const allowed = said.filter((each) => !last || isLater(each, last)).map((each) => each.value);
    const teller = last && personOf(last.root);
    const isLeftOut =
      value === false && last && teller && isKeptBack(world, shop, last, { key, said: teller });
    const isRight =
      isLeftOut === true ||
      (value === false && mayBeRefused) ||
      isDecidedInShop(historyOf(shop, person, key), value, last) ||
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
    ...(deletedAt === undefined ? judgeRaises(world, shop, person) : []),
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

/** A grant may stay without effect where its report says so, rightly. A consent is never raised instead. */
function isKeptBack(
  world: World,
  shop: Shop,
  { root, time }: Statement,
  { key, said }: { readonly key: string; readonly said: Said },
): boolean {
  const history = historyOf(shop, said.person, key);
  return world.notes.reports.some(
    (note) =>
      eventOf(note.root) === eventOf(root) &&
      note.report.leftOut?.some(
        (one) => one.path === key && isLeftOutRightly(world, said, { time, history }, one, note),
      ) === true,
  );
}

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

/** A refusal that is remembered counts for the customer with the contact of its channel. */
function isAbout(said: Said | undefined, field: string, { fields }: ShopCustomer): boolean {
  if (field !== 'sms' || said === undefined) return true;
  if (said.anonymous === 'stranger') return fields['phone'] === strangerPhoneOf(said.person);
  return !said.hasPhone || fields['phone'] === phoneOf(said.person);
}

import type { CustomerPage, ListedContact } from '../../platforms/shared/listing.ts';

/** What several customers of a store share. */
type SharedKind = 'e-mail' | 'phone' | 'contact phone';

/** Customers that share a contact. Holds no contact. */
interface Duplicate {
  readonly ids: readonly string[];
  /** `contact phone`: for one of them at least, the shop never verified the number. */
  readonly shared: readonly SharedKind[];
}

/** The customers of a store that share a contact. */
export interface DuplicatesReport {
  readonly store: string;
  /** How many customers were read. */
  readonly customers: number;
  readonly duplicates: readonly Duplicate[];
  /** False if later customers are missing: the run was stopped, or the shop showed a page twice. */
  readonly complete: boolean;
}

interface Owners {
  readonly ids: Set<string>;
  kind: SharedKind;
}

/**
 * Reads all pages, and groups the customers that share a contact.
 *
 * @param stopped whether the run should end early.
 * @param advance gets the customers so far, and all of them where the shop says how many there are.
 */
export async function findDuplicates(
  store: string,
  pages: AsyncIterable<CustomerPage>,
  { stopped, advance }: Pick<ReadingHooks, 'stopped' | 'advance'>,
): Promise<DuplicatesReport> {
  const known = new Set<string>();
  const owners = new Map<string, Owners>();
  let total: number | undefined;
  let isCut = false;
  for await (const page of pages) {
    total ??= page.total;
    const before = known.size;
    for (const { id, contacts } of page.customers) {
      known.add(id);
      for (const contact of contacts) add(owners, contact, id);
    }
    advance(known.size, total);
    // A page without anything new: the shop does not move on.
    const isStuck = known.size === before && page.customers.length > 0;
    isCut = stopped() || (isStuck && page.next !== undefined);
    if (isCut || known.size === before) break;
  }
  return {
    store,
    customers: known.size,
    duplicates: grouped(owners),
    complete: !isCut,
  };
}

interface ReadingHooks {
  readonly stopped: () => boolean;
  readonly advance: (done: number, total?: number) => void;
}

function add(owners: Map<string, Owners>, contact: ListedContact, id: string): void {
  const { kind, value, isUnverified } = contact;
  const verified = kind === 'email' ? 'e-mail' : 'phone';
  const key = `${kind} ${value}`;
  const entry = owners.get(key) ?? { ids: new Set<string>(), kind: verified };
  if (isUnverified) entry.kind = 'contact phone';
  entry.ids.add(id);
  owners.set(key, entry);
}

/** One entry per set of customers, oldest first. */
function grouped(owners: ReadonlyMap<string, Owners>): readonly Duplicate[] {
  const bySet = new Map<
    string,
    { readonly ids: readonly string[]; readonly shared: Set<SharedKind> }
  >();
  for (const { ids, kind } of owners.values()) {
    if (ids.size < 2) continue;
    const sorted = [...ids].toSorted();
    const key = sorted.join(' ');
    const entry = bySet.get(key) ?? { ids: sorted, shared: new Set<SharedKind>() };
    entry.shared.add(kind);
    bySet.set(key, entry);
  }
  return [...bySet.values()].map(({ ids, shared }) => ({ ids, shared: [...shared] }));
}

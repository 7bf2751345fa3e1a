import { BatchGetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Contact } from '../contact.ts';
import { WaitError } from '../errors.ts';
import type { ContactEnd, ContactState, Lease, Ledger } from '../relay/ledger-port.ts';
import { expiresAt, ifHeld, reached } from './items.ts';
import type { LedgerDeps } from './ledger.ts';

type ContactItems = Pick<
  Ledger,
  'readContacts' | 'leaseContacts' | 'endLease' | 'linkContacts' | 'markContacts' | 'unlinkContact'
>;

interface ContactItem {
  readonly customerId?: string;
  readonly formerCustomerId?: string;
  readonly lease?: Lease;
  readonly creatingSince?: number;
  readonly takenSince?: number;
}

export const contactKey = (
  { digest }: Pick<LedgerDeps, 'digest'>,
  store: string,
  { value }: Contact,
): string => `contact#${store}#${digest(value)}`;

/** The items `contact#<store>#<hash>`: whose contact it is, who works on it, and a create without an answer. */
export function createContactItems(deps: LedgerDeps): ContactItems {
  const { client, table, now } = deps;
  const keyOf = (store: string, contact: Contact): string => contactKey(deps, store, contact);

  const update = (
    store: string,
    contact: Contact,
    input: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ) =>
    ifHeld(
      client.send(
        new UpdateCommand({ TableName: table, Key: { pk: keyOf(store, contact) }, ...input }),
      ),
    );

  const toState = (contact: Contact, item: ContactItem | undefined): ContactState => ({
    contact,
    ...(item?.customerId !== undefined && { customerId: item.customerId }),
    ...(item?.formerCustomerId !== undefined && { formerCustomerId: item.formerCustomerId }),
    ...(item?.lease && item.lease.until > now() && { leasedUntil: item.lease.until }),
    ...(item?.creatingSince !== undefined && { creatingSince: item.creatingSince }),
    ...(item?.takenSince !== undefined && { takenSince: item.takenSince }),
  });

  const take = async (store: string, contact: Contact, lease: Lease, sendingUntil: number) => {
    const taken = await update(store, contact, {
      UpdateExpression: 'SET #lease = :lease, creatingSince = :until, expiresAt = :ttl',
      ConditionExpression: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until' },
      ExpressionAttributeValues: {
        ':lease': lease,
        ':until': sendingUntil,
        ':now': now(),
        ':ttl': expiresAt(now()),
      },
      ReturnValues: 'ALL_OLD',
    });
    return taken && toState(contact, taken.Attributes);
  };

  const end = async (
    store: string,
    contact: Contact,
    lease: Lease,
    to: ContactEnd,
  ): Promise<void> => {
    const { sets, removes, values } = changes({ ...to });
    await update(store, contact, {
      UpdateExpression: `SET ${['expiresAt = :ttl', ...sets].join(', ')} REMOVE ${['#lease', ...removes].join(', ')}`,
      ConditionExpression: '#lease.holder = :holder',
      ExpressionAttributeNames: { '#lease': 'lease' },
      ExpressionAttributeValues: { ':holder': lease.holder, ':ttl': expiresAt(now()), ...values },
    });
  };

  return {
    async readContacts(store, contacts) {
      const keys = contacts.map((contact) => ({ pk: keyOf(store, contact) }));
      const answer = await reached(
        client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
        ),
      );
      if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0)
        throw new WaitError('the ledger is throttled');
      const items = answer.Responses?.[table] ?? [];
      return contacts.map((contact) =>
        toState(
          contact,
          items.find((item) => item['pk'] === keyOf(store, contact)),
        ),
      );
    },

    async leaseContacts(store, contacts, lease, sendingUntil) {
      const taken: ContactState[] = [];
      for (const contact of inFixedOrder(contacts)) {
        const state = await take(store, contact, lease, sendingUntil);
        if (state === undefined) {
          for (const { contact: held, ...before } of taken) await end(store, held, lease, before);
          return undefined;
        }
        taken.push(state);
      }
      return taken;
    },

    async endLease(store, contacts, lease, to) {
      await Promise.all(contacts.map((contact) => end(store, contact, lease, to)));
    },

    async linkContacts(store, contacts, customerId) {
      const link = (contact: Contact) =>
        update(store, contact, {
          UpdateExpression:
            'SET customerId = :id, expiresAt = :ttl REMOVE creatingSince, takenSince, #lease',
          // A lease that ran out belongs to an attempt that was killed: nobody else will ever clear it.
          ConditionExpression:
            'attribute_not_exists(customerId) AND (attribute_not_exists(#lease) OR #lease.#until <= :now)',
          ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until' },
          ExpressionAttributeValues: { ':id': customerId, ':ttl': expiresAt(now()), ':now': now() },
        });
      await Promise.all(contacts.map(link));
    },

    async markContacts(store, contacts, marks) {
      const { sets, values } = changes({ ...marks });
      const mark = (contact: Contact) =>
        update(store, contact, {
          UpdateExpression: `SET ${['expiresAt = :ttl', ...sets].join(', ')}`,
          ConditionExpression: 'attribute_not_exists(customerId)',
          ExpressionAttributeValues: { ':ttl': expiresAt(now()), ...values },
        });
      await Promise.all(contacts.map(mark));
    },

    async unlinkContact(store, contact, customerId, saidBefore) {
      await update(store, contact, {
        UpdateExpression: 'SET formerCustomerId = customerId REMOVE customerId',
        // Every write sets the expiry, so it tells when that was said.
        ConditionExpression: 'customerId = :id AND expiresAt <= :said',
        ExpressionAttributeValues: { ':id': customerId, ':said': expiresAt(saidBefore) },
      });
    },
  };
}

/** What of an item is set and what is removed. */
function changes({ customerId, creatingSince, takenSince }: ContactEnd) {
  const marks = { creatingSince, takenSince };
  const given = Object.entries({ customerId, ...marks }).filter(([, value]) => value !== undefined);
  return {
    sets: given.map(([name]) => `${name} = :${name}`),
    removes: Object.entries(marks).flatMap(([name, value]) => (value === undefined ? [name] : [])),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}

/** Two events that share two contacts must not each hold one and wait for the other. */
const inFixedOrder = (contacts: readonly Contact[]): readonly Contact[] =>
  contacts.toSorted((a, b) => (a.value < b.value ? -1 : 1));

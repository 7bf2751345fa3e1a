/** A kind of signup, by the work that it needs. */
export interface Kind {
  readonly key: 'new' | 'known' | 'one-consent' | 'tags' | 'duplicate' | 'stale';
  readonly name: string;
  /** The event of this kind for a person. */
  readonly event: (person: number) => object;
  /** The minimum of calls by the platforms' own documentation and the promise that a refusal in the shop is kept. */
  readonly least: Readonly<Record<Platform, number>>;
}

export type Platform = 'shopline' | 'shoplazza';

const BOTH = { email: { state: 'granted' }, sms: { state: 'denied' } };

const event = (
  person: number,
  id: string,
  time: string,
  {
    consent = BOTH,
    ...more
  }: { readonly consent?: object; readonly tags?: readonly string[] } = {},
): object => ({
  specversion: '1.0',
  id: `${person}-${id}`,
  source: '/bench',
  type: 'customer.signed_up',
  time,
  data: {
    customer: {
      email: `person-${person}@example.com`,
      firstName: `Ada ${id}`,
      lastName: 'Lin',
      ...more,
    },
    consent,
  },
});

const FIRST = '2026-11-20T03:00:00Z';

/** In order: each kind needs the ones before. */
export const KINDS: readonly Kind[] = [
  {
    key: 'new',
    name: 'new customer',
    event: (person) => event(person, 'first', FIRST),
    // SHOPLINE documents no refusal of duplicates, so a search must come first.
    least: { shopline: 2, shoplazza: 1 },
  },
  {
    key: 'known',
    name: 'known customer, newer facts',
    event: (person) => event(person, 'second', '2026-11-20T04:00:00Z'),
    // It grants a consent, and the shop may hold the customer's own no: a look must come first.
    least: { shopline: 2, shoplazza: 2 },
  },
  {
    key: 'one-consent',
    name: 'known customer, newer facts, one consent of two',
    event: (person) =>
      event(person, 'half', '2026-11-20T04:30:00Z', { consent: { email: { state: 'granted' } } }),
    // The same look. A Shoplazza update grants an omitted consent, so it also tells the other one.
    least: { shopline: 2, shoplazza: 2 },
  },
  {
    key: 'tags',
    name: 'known customer, newer facts and a tag',
    event: (person) => event(person, 'third', '2026-11-20T05:00:00Z', { tags: ['fair-2026'] }),
    // Shoplazza replaces the list of tags, which the look shows too; SHOPLINE adds tags by a separate call.
    least: { shopline: 3, shoplazza: 2 },
  },
  {
    key: 'duplicate',
    name: 'duplicate',
    event: (person) => event(person, 'third', '2026-11-20T05:00:00Z', { tags: ['fair-2026'] }),
    least: { shopline: 0, shoplazza: 0 },
  },
  {
    key: 'stale',
    name: 'stale, nothing newer',
    event: (person) => event(person, 'zeroth', '2026-11-19T03:00:00Z'),
    least: { shopline: 0, shoplazza: 0 },
  },
];

import { describe, expect, it } from 'vitest';
import type { Hit } from '../../src/delivery/platform-port.ts';
import { sightingOf } from '../../src/delivery/unverified-hits.ts';
import type { Contact } from '../../src/event/signup.ts';

const EMAIL = { kind: 'email', value: 'ada@example.com' } as const;
const OTHER_EMAIL = { kind: 'email', value: 'bob@example.com' } as const;
const PHONE = { kind: 'phone', value: '+886912345678' } as const;
const OTHER_PHONE = { kind: 'phone', value: '+886987654321' } as const;
const BOTH = [EMAIL, PHONE];

/** A hit by a contact phone. @param contacts what the record shows. */
const typed = (id: string, contacts: readonly Contact[] = [PHONE]): Hit => ({
  id,
  contact: PHONE,
  isUnverified: true,
  shown: { consents: {}, unsubscribed: [], contacts },
});
const verified = (id: string, contact: Contact = EMAIL): Hit => ({ id, contact });

describe('a customer whose phone in the event is only a contact phone', () => {
  it.each<[string, readonly Contact[], Hit]>([
    ['has no other contact', BOTH, typed('c-1')],
    ['has the e-mail of the event', BOTH, typed('c-1', [EMAIL, PHONE])],
    ['has an e-mail, and the event names none', [PHONE], typed('c-1', [OTHER_EMAIL, PHONE])],
    ['has more contact phones', [PHONE], typed('c-1', [OTHER_PHONE, PHONE])],
  ])('is the person if it %s', (_, contacts, hit) => {
    expect(sightingOf([hit], { contacts })).toEqual({ hits: [hit], maybeDuplicates: [] });
  });

  it.each<[string, readonly Contact[], Hit]>([
    ['has another e-mail than the event', BOTH, typed('c-1', [OTHER_EMAIL, PHONE])],
    ['has another mobile phone', [PHONE], typed('c-1', [OTHER_PHONE])],
    ['has another mobile phone and the e-mail', BOTH, typed('c-1', [EMAIL, OTHER_PHONE])],
  ])('may be a duplicate if it %s', (_, contacts, hit) => {
    expect(sightingOf([hit], { contacts })).toEqual({ hits: [], maybeDuplicates: ['c-1'] });
  });

  it('may be a duplicate of a customer who is known by a verified contact', () => {
    const hits = [verified('c-1'), typed('c-2')];
    expect(sightingOf(hits, { contacts: BOTH })).toEqual({
      hits: [hits[0]],
      maybeDuplicates: ['c-2'],
    });
    expect(sightingOf([typed('c-2')], { contacts: BOTH }, 'c-1')).toEqual({
      hits: [],
      maybeDuplicates: ['c-2'],
    });
  });

  it('is the person if another contact leads to the same customer', () => {
    const hits = [verified('c-1'), typed('c-1', [EMAIL, OTHER_PHONE])];
    expect(sightingOf(hits, { contacts: BOTH })).toEqual({ hits, maybeDuplicates: [] });
    expect(sightingOf([typed('c-1', [OTHER_PHONE])], { contacts: BOTH }, 'c-1')).toMatchObject({
      maybeDuplicates: [],
    });
  });

  it('is one of several whom only a person can tell apart', () => {
    const hits = [typed('c-1'), typed('c-2')];
    expect(sightingOf(hits, { contacts: [PHONE] })).toEqual({ hits, maybeDuplicates: [] });
  });
});

it('verified contacts never count as doubtful', () => {
  const hits = [verified('c-1'), verified('c-2', PHONE)];
  expect(sightingOf(hits, { contacts: BOTH })).toEqual({ hits, maybeDuplicates: [] });
});

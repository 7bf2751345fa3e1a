import { describe, expect, it } from 'vitest';
import { readSubject } from '../../../src/cli/trace/subject.ts';
import { contactHash } from '../../../src/event/contact-hashes.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { hashedId } from '../../../src/event/safe-id.ts';

const digest = createDigest('test-key');
const store = (name: string, country?: string) => ({
  name,
  text: JSON.stringify({
    platform: 'shopline',
    baseUrl: 'https://x.example',
    accessToken: 'x',
    userAgent: 'x',
    country,
  }),
  version: 1,
  sources: {},
  hasOwnSources: false,
});
const broken = { name: 'broken', text: '{', version: 1, sources: {}, hasOwnSources: false };
const stores = [store('tw', 'TW'), store('us', 'US'), broken];
const read = (text: string) => readSubject(text, stores, digest);
const mark = (value: string): string => contactHash(value, digest);

describe('readSubject', () => {
  it('takes an id for an id, in the clear and as its hash', () => {
    expect(read('pos-1')).toEqual({
      label: 'the id pos-1',
      ids: ['pos-1', hashedId('pos-1', digest)],
      contacts: [],
      marks: [],
    });
  });

  it('takes the hash that a log line shows for itself', () => {
    const hash = hashedId('ada@example.com', digest);
    const { label, ids } = read(hash);
    expect(label).toBe(`the id ${hash}`);
    expect(ids).toContain(hash);
  });

  it.each(['Ada@Example.com', ' ada@example.com '])(
    'takes %j for an e-mail in every store',
    (text) => {
      const { label, contacts, marks } = read(text);
      expect(label).toBe('this e-mail');
      expect(contacts.map(({ store: name }) => name)).toEqual(['tw', 'us', 'broken']);
      expect(marks).toEqual([mark('ada@example.com')]);
    },
  );

  it('never shows an id that holds personal data', () => {
    const { label, ids } = read('join-ada@example.com x');
    expect(label + ids.join(' ')).not.toContain('ada');
    expect(ids).toEqual([hashedId('join-ada@example.com x', digest)]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['+886 912-345-678', ['tw', 'us', 'broken'], ['+886912345678']],
    ['0912 345 678', ['tw'], ['+886912345678']],
    ['(212) 555-0123', ['us'], ['+12125550123']],
  ])('takes %j for a phone of each store whose country it fits', (text, names, values) => {
    const { label, contacts, marks } = read(text);
    expect(label).toBe('this phone or id');
    expect(contacts.map((one) => one.store)).toEqual(names);
    expect(marks).toEqual(values.map(mark));
  });

  it.each(['12345', '4bf92f3577b34da6a3ce929d0e0e4736', 'order 5'])(
    'takes no phone out of %j',
    (text) => {
      expect(read(text).contacts).toEqual([]);
    },
  );
});

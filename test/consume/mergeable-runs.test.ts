import { describe, expect, it } from 'vitest';
import type { NormalSignup } from '../../src/event/signup.ts';
import { mergeableRunsOf } from '../../src/consume/group-by-person.ts';
import type { Part, Prepared } from '../../src/consume/prepared.ts';
import { aStore } from '../support/a-consume.ts';
import { aJob, EMAIL, PHONE } from '../support/a-job.ts';
import { aMessage } from '../support/a-message.ts';

interface Like extends Partial<NormalSignup> {
  readonly attempts?: number;
  readonly replays?: number;
}

const partOf = (like: Partial<NormalSignup>): Part => ({
  known: {},
  signup: { ...aJob().job.signup, contacts: [EMAIL], ...like },
  store: aStore('token'),
  clamped: false,
  safeId: (id) => id,
});
const prepared = (id: string, parts: readonly Part[], more: Like = {}): Prepared => {
  const { attempts = 0, replays = 0 } = more;
  return { message: aMessage({ id, attempts, replays }), known: {}, parts };
};
const like = (id: string, { attempts = 0, replays = 0, ...more }: Like = {}): Prepared =>
  prepared(id, [partOf(more)], { attempts, replays });

const runs = (group: readonly Prepared[]): readonly string[] =>
  mergeableRunsOf(group).map((run) =>
    'alone' in run ? run.alone.message.id : run.together.map(({ message }) => message.id).join('+'),
  );

const OLD_LIST = { store: 'tw-main', customer: {}, options: { keepNewer: true } };

describe('mergeableRunsOf', () => {
  it.each<[string, readonly Prepared[], readonly string[]]>([
    ['no message', [], []],
    ['one message alone', [like('a')], ['a']],
    ['signups of the same person', [like('a'), like('b'), like('c')], ['a+b+c']],
    [
      'contacts in any order',
      [like('a', { contacts: [EMAIL, PHONE] }), like('b', { contacts: [PHONE, EMAIL] })],
      ['a+b'],
    ],
    [
      'not signups with one more contact',
      [like('a'), like('b', { contacts: [EMAIL, PHONE] }), like('c')],
      ['a', 'b', 'c'],
    ],
    [
      'not a contact of another kind',
      [like('a'), like('b', { contacts: [{ ...EMAIL, kind: 'phone' }] })],
      ['a', 'b'],
    ],
    ['not another store', [like('a'), like('b', { store: 'other' })], ['a', 'b']],
    [
      'not a customer.updated, and no message across it',
      [like('a'), like('b'), like('c', { type: 'customer.updated' }), like('d'), like('e')],
      ['a+b', 'c', 'd+e'],
    ],
    [
      'not two customer.updated',
      [like('a', { type: 'customer.updated' }), like('b', { type: 'customer.updated' })],
      ['a', 'b'],
    ],
    [
      'not an event of an old list, which is compared with the shop',
      [like('a'), like('b', { data: OLD_LIST }), like('c', { data: OLD_LIST }), like('d')],
      ['a', 'b', 'c', 'd'],
    ],
    [
      'not a message of several signups',
      [like('a'), prepared('b', [partOf({}), partOf({})]), like('c')],
      ['a', 'b', 'c'],
    ],
    [
      'not an entry that is no signup or unreadable',
      [
        prepared('a', [{ known: {}, skipped: 'a merge' }]),
        prepared('b', [{ known: {}, error: new Error('no') }]),
        prepared('c', []),
        prepared('d', [{ known: {}, skipped: 'a merge' }, partOf({})]),
      ],
      ['a', 'b', 'c', 'd'],
    ],
    [
      'not a message that was tried three times',
      [like('a', { attempts: 2 }), like('b', { attempts: 2 }), like('c', { attempts: 3 })],
      ['a+b', 'c'],
    ],
    ['replays, too', [like('a', { replays: 1 }), like('b')], ['a+b']],
  ])('joins %s', (_, group, expected) => {
    expect(runs(group)).toEqual(expected);
  });
});

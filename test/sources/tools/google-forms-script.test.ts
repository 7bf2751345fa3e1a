import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { googleForms } from '../../../src/sources/tools/google-forms.ts';
import { signaturesOf } from '../../../src/sources/verify/schemes.ts';
import { verify } from '../../../src/sources/verify/verify.ts';
import { aDelivery, signupOf } from '../form-delivery.ts';

const SECRET = `whsec_${Buffer.from('an invented key of 32 bytes ....').toString('base64')}`;

interface Post {
  readonly url: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

function rowsIf(fits: boolean, rows: readonly string[]): readonly string[] {
  if (!fits) throw new Error('Invalid conversion for item type');
  return rows;
}

/** Runs the script's trigger against stand-ins for Google's services. */
function submit(statuses: readonly number[]) {
  const posts: Post[] = [];
  const pauses: number[] = [];
  const answer = (title: string, response: unknown, type = 'TEXT', rows: string[] = []) => ({
    getItem: () => ({
      getTitle: () => title,
      getType: () => type,
      // Google's services throw where an item is taken for one of another type.
      asGridItem: () => ({ getRows: () => rowsIf(type === 'GRID', rows) }),
      asCheckboxGridItem: () => ({ getRows: () => rowsIf(type === 'CHECKBOX_GRID', rows) }),
    }),
    getResponse: () => response,
  });
  const event = {
    source: { getId: () => 'form' },
    response: {
      getId: () => '2_ABa.Example',
      getTimestamp: () => new Date('2026-09-15T03:20:00Z'),
      getRespondentEmail: () => '',
      getItemResponses: () => [
        answer('姓名', '林怡君 😀'),
        answer('Email', 'a@example.com'),
        answer('生日', '1992-05-14'),
        answer('興趣', ['保養', '彩妝']),
        answer('News by [x]', ['Weekly', null], 'GRID', ['E-mail', 'SMS']),
        answer('Boxes', [['a', 'b'], null, ['c']], 'CHECKBOX_GRID', ['first', 'second', 'third']),
        answer('Skipped', null, 'CHECKBOX_GRID', ['first']),
        answer('Empty', ''),
        answer('Scale', '4', 'SCALE'),
      ],
    },
  };
  const services = {
    event,
    FormApp: { ItemType: { GRID: 'GRID', CHECKBOX_GRID: 'CHECKBOX_GRID' } },
    PropertiesService: {
      getScriptProperties: () => ({
        getProperty: (name: string) => (name === 'RELAY_SECRET' ? SECRET : 'https://relay.example'),
      }),
    },
    Utilities: {
      base64Decode: (text: string) => Buffer.from(text, 'base64'),
      base64Encode: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64'),
      newBlob: (text: string) => ({ getBytes: () => Buffer.from(text) }),
      computeHmacSha256Signature: (value: Uint8Array, key: Uint8Array) =>
        createHmac('sha256', key).update(value).digest(),
      sleep: (ms: number) => pauses.push(ms),
    },
    UrlFetchApp: {
      fetch: (url: string, options: Omit<Post, 'url'>) => {
        posts.push({ url, ...options });
        const status = statuses[posts.length - 1];
        if (status === undefined) throw new Error('not reachable');
        return { getResponseCode: () => status };
      },
    },
  };
  const script = readFileSync('docs/sources/google-forms.gs', 'utf8');
  let failure = '';
  try {
    runInNewContext(`${script}\nsendToRelay(event);`, services);
  } catch (error) {
    failure = String(error);
  }
  return { posts, pauses, failure };
}

describe('the script for Google Forms', () => {
  it('posts a response that verifies as Standard Webhooks and is read as a signup', () => {
    const [post] = submit([200]).posts;
    if (!post) throw new Error('nothing was posted');
    const { payload, headers } = post;
    const body = Buffer.from(payload);
    const request = { method: 'POST', query: '', headers, body, url: post.url };
    const signatures = signaturesOf({ tool: 'google-forms' });
    const options = { secrets: [SECRET], now: Number(headers['webhook-timestamp']) * 1_000 };
    expect(verify(signatures, request, options)).toBeUndefined();
    const delivery = aDelivery(payload, headers);
    expect(signupOf(googleForms, delivery, { fields: { tags: '興趣' } })).toEqual({
      kind: 'signup',
      type: 'customer.signed_up',
      id: 'gform_2_ABa_Example_1789442400000',
      time: '2026-09-15T03:20:00.000Z',
      data: {
        customer: {
          name: '林怡君 😀',
          email: 'a@example.com',
          birthday: '1992-05-14',
          tags: ['保養', '彩妝'],
        },
      },
    });
  });

  it('sends every row of a grid by its title and row, with all boxes that were ticked', () => {
    const { data } = JSON.parse(submit([200]).posts[0]?.payload ?? '') as {
      readonly data: { readonly namedValues: object };
    };
    expect(data.namedValues).toEqual({
      姓名: ['林怡君 😀'],
      Email: ['a@example.com'],
      生日: ['1992-05-14'],
      興趣: ['保養', '彩妝'],
      'News by [x] [E-mail]': ['Weekly'],
      'Boxes [first]': ['a', 'b'],
      'Boxes [third]': ['c'],
      Scale: ['4'],
    });
  });

  it('maps the row of a check-box grid as tags and as a consent', () => {
    const [post] = submit([200]).posts;
    const fields = {
      tags: 'Boxes [first]',
      'consent.email': { field: 'News by [x] [E-mail]', granted: ['weekly'] },
    };
    const delivery = aDelivery(post?.payload ?? '', post?.headers);
    expect(signupOf(googleForms, delivery, { fields }).data).toEqual(
      expect.objectContaining({
        customer: expect.objectContaining({ tags: ['a', 'b'] }) as object,
        consent: { email: { state: 'granted', text: 'Weekly' } },
      }),
    );
  });

  it('tries again with the same id, and tells Google when nothing helped', () => {
    const helped = submit([503, 200]);
    expect(helped.failure).toBe('');
    expect(helped.posts.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array.from({ length: 2 }, () => 'gform_2_ABa_Example_1789442400000'),
    );
    const lost = submit([503, 401]);
    expect(lost.posts).toHaveLength(4);
    expect(lost.pauses).toEqual([1_000, 5_000, 20_000]);
    expect(lost.failure).toContain('did not take response');
  });
});

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { googleForms } from '../../../src/sources/tools/google-forms.ts';
import { standardWebhooksScheme } from '../../../src/sources/verify/standard-webhooks-scheme.ts';
import { verify } from '../../../src/sources/verify/verify.ts';
import { aDelivery, signupOf } from '../form-delivery.ts';

const SECRET = `whsec_${Buffer.from('an invented key of 32 bytes ....').toString('base64')}`;

interface Post {
  readonly url: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs the script's trigger against stand-ins for Google's services. */
function submit(statuses: readonly number[]) {
  const posts: Post[] = [];
  const pauses: number[] = [];
  const answer = (title: string, response: unknown) => ({
    getItem: () => ({ getTitle: () => title }),
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
        answer('Grid', [['a'], null]),
      ],
    },
  };
  const services = {
    event,
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
    const request = { headers, body: Buffer.from(payload), url: post.url };
    const options = { secrets: [SECRET], now: Number(headers['webhook-timestamp']) * 1_000 };
    expect(verify(standardWebhooksScheme, request, options)).toBeUndefined();
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

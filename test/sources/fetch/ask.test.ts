import { createCipheriv } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { RejectedError, WaitError } from '../../../src/event/errors.ts';
import type { StoreSource } from '../../../src/generated/types.ts';
import { createExchange } from '../../../src/http/exchange.ts';
import { describedFetcher } from '../../../src/sources/custom/described-fetcher.ts';
import { ask } from '../../../src/sources/fetch/ask.ts';
import {
  type Credential,
  type Fetched,
  type Fetcher,
  MAX_FETCHED_BYTES,
} from '../../../src/sources/fetch/fetcher.ts';
import { hubspotFetcher as hubspot } from '../../../src/sources/fetch/hubspot.ts';
import { metaFetcher as metaLeadAds } from '../../../src/sources/fetch/meta-lead-ads.ts';
import { surveycakeFetcher as surveycake } from '../../../src/sources/fetch/surveycake.ts';
import { openStubServer } from '../../support/stub-server.ts';

const KEYS = { key: '0123456789abcdef', iv: 'fedcba9876543210' };
type Case = readonly [StoreSource['tool'], Fetcher, string, Credential];

/** A tool that a source describes. */
const described = describedFetcher({
  delivery: {
    fetch: {
      name: 'Own Tool',
      url: 'https://api.example.com/people/{person}',
      pieces: { person: '/id' },
      credential: { kind: 'bearer' },
    },
  },
});
if (described === undefined) throw new Error('the description has a mistake');

const TOOLS: readonly [Case, Case, Case, Case] = [
  ['meta-lead-ads', metaLeadAds, '17', { token: 'page-token' }],
  ['hubspot', hubspot, '17', { token: 'app-token' }],
  ['surveycake', surveycake, 'yPZQe/5fd5', KEYS],
  ['custom', described, '17', { token: 'own-token' }],
];

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Asks a real server on loopback for one record. */
async function askFor(
  [tool, fetcher, record, fetch]: Case,
  answer: Answer,
  { timeoutMs = 5_000, path = '' } = {},
) {
  const server = await openStubServer(answer);
  const exchange = createExchange({ connectMs: 1_000, maxBytes: MAX_FETCHED_BYTES });
  const context = { fetch, config: { tool } };
  const baseUrl = `${server.url}${path}`;
  try {
    const asked = await ask([record], { fetcher, context, baseUrl, timeoutMs }, exchange);
    return { ...asked, one: asked.fetched.get(record), requests: server.requests };
  } finally {
    await server.close();
  }
}

const errorIn = (one: Fetched | undefined): Error | undefined =>
  one && 'error' in one ? one.error : undefined;

const encrypt = (text: string, { key, iv } = KEYS, isZeroPadded = true): string => {
  const bytes = Buffer.from(text);
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  if (!isZeroPadded)
    return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64');
  cipher.setAutoPadding(false);
  const padded = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
};

describe.each(TOOLS)('asking %s', (...tool) => {
  const [, fetcher, , fetch] = tool;
  const { vendor } = fetcher;

  it('follows no redirect, which could take the credential elsewhere', async () => {
    const other = await openStubServer((_, response) => response.end('{}'));
    const { one, verdict, requests } = await askFor(tool, (_, response) => {
      response.writeHead(302, { location: other.url }).end();
    });
    expect(verdict).toBe('failed');
    expect(errorIn(one)).toMatchObject({
      name: 'WaitError',
      message: `${vendor} answered 302: redirects are not followed`,
      isAttempt: true,
    });
    expect([requests.length, other.requests.length]).toEqual([1, 0]);
    await other.close();
  });

  it('reads at most 1 MB, and makes a dead letter of more', async () => {
    let sent = 0;
    const { one, verdict } = await askFor(tool, (_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(100_000, 'x');
      const write = (): void => {
        sent += 1;
        if (sent <= 100 && !response.destroyed) response.write(chunk, () => setImmediate(write));
      };
      write();
    });
    expect(verdict).toBe('too long');
    expect(errorIn(one)).toBeInstanceOf(RejectedError);
    expect(errorIn(one)?.message).toContain('more than 1,000,000 bytes');
    expect(sent).toBeLessThan(60);
  });

  it('waits no longer than it may', async () => {
    const { one, verdict, status } = await askFor(tool, () => undefined, { timeoutMs: 300 });
    expect([verdict, status]).toEqual(['failed', undefined]);
    expect(errorIn(one)).toMatchObject({
      name: 'WaitError',
      message: `${vendor} did not answer (no answer in time)`,
      isAttempt: true,
    });
  });

  it.each([401, 403])('waits for a new credential after %d', async (status) => {
    const { one, verdict } = await askFor(tool, (_, response) => response.writeHead(status).end());
    expect(verdict).toBe('unauthorized');
    expect(errorIn(one)).toMatchObject({ exhaustedAs: 'unauthorized', isAttempt: true });
    for (const secret of Object.values(fetch)) expect(errorIn(one)?.message).not.toContain(secret);
  });

  it.each([404, 410])('has a dead letter for %d that says what to look at', async (status) => {
    const { one, verdict } = await askFor(tool, (_, response) => response.writeHead(status).end());
    expect(verdict).toBe('missing');
    expect(errorIn(one)).toMatchObject({
      reason: 'invalid_delivery',
      message: `${vendor} answered ${status}: ${fetcher.ifMissing}`,
    });
  });

  it('waits as long as a 429 says', async () => {
    const { one, verdict, retryAfterMs } = await askFor(tool, (_, response) =>
      response.writeHead(429, { 'retry-after': '7' }).end(),
    );
    expect([verdict, retryAfterMs]).toEqual(['throttled', 7_000]);
    expect(errorIn(one)).toMatchObject({ retryAfterMs: 7_000, isAttempt: true });
  });

  it.each([500, 502, 503])('tries again after %d', async (status) => {
    const { one, verdict } = await askFor(tool, (_, response) => response.writeHead(status).end());
    expect(verdict).toBe('failed');
    expect(errorIn(one)).toBeInstanceOf(WaitError);
  });

  it.each([400, 422])('has a dead letter for %d, which would stay the same', async (status) => {
    const { one, verdict } = await askFor(tool, (_, response) => response.writeHead(status).end());
    expect(verdict).toBe('refused');
    expect(errorIn(one)).toMatchObject({ reason: 'invalid_delivery' });
  });

  it('keeps its credential out of the address', async () => {
    const { requests } = await askFor(tool, (_, response) => response.end('{}'), { path: '/v1' });
    const [request] = requests;
    expect(request?.url).toMatch(/^\/v1\//);
    for (const secret of Object.values(fetch)) expect(request?.url).not.toContain(secret);
  });
});

describe("Meta's errors, which mostly have the status 400", () => {
  const graph =
    (code: number, subcode?: number): Answer =>
    (_, response) => {
      const error = { code, ...(subcode !== undefined && { error_subcode: subcode }) };
      response.writeHead(400).end(JSON.stringify({ error }));
    };

  it.each([
    [190, undefined, 'unauthorized'],
    [10, undefined, 'unauthorized'],
    [200, undefined, 'unauthorized'],
    [4, undefined, 'throttled'],
    [613, undefined, 'throttled'],
    [80_005, undefined, 'throttled'],
    [2, undefined, 'failed'],
    [100, 33, 'missing'],
    [100, undefined, 'refused'],
  ])('%d with subcode %s means %s', async (code, subcode, expected) => {
    expect((await askFor(TOOLS[0], graph(code, subcode))).verdict).toBe(expected);
  });

  it('asks for the lead with the token in a header', async () => {
    const { requests, one } = await askFor(TOOLS[0], (_, response) => response.end('{"id":"17"}'));
    expect(one).toEqual({ answer: '{"id":"17"}' });
    expect(requests[0]?.url).toBe(
      '/17?fields=id,created_time,field_data,custom_disclaimer_responses',
    );
    expect(requests[0]?.headers.authorization).toBe('Bearer page-token');
  });
});

describe('a batch of HubSpot contacts', () => {
  it('asks for the properties that are read, and for the history of the opt-out', async () => {
    let asked: unknown;
    const { one } = await askFor(TOOLS[1], (request, response) => {
      void bodyOf(request).then((text) => {
        asked = JSON.parse(text);
        return response.end('{"results":[{"id":"17","properties":{"email":"ada@example.com"}}]}');
      });
    });
    expect(asked).toMatchObject({
      inputs: [{ id: '17' }],
      properties: expect.arrayContaining(['email', 'phone', 'hs_email_optout']) as unknown,
      propertiesWithHistory: ['hs_email_optout'],
    });
    expect(one).toEqual({ answer: '{"id":"17","properties":{"email":"ada@example.com"}}' });
  });

  it('leaves out contacts that were deleted: they are skipped', async () => {
    const { one } = await askFor(TOOLS[1], (_, response) =>
      response.writeHead(207).end('{"status":"COMPLETE","results":[],"numErrors":1}'),
    );
    expect(one).toEqual({ gone: 'the contact does not exist in HubSpot any more' });
  });

  it.each(['', '<html></html>', '[]', '{"results":7}'])(
    'is a dead letter where the answer is %j',
    async (text) => {
      const { one } = await askFor(TOOLS[1], (_, response) => response.end(text));
      expect(errorIn(one)).toMatchObject({ reason: 'invalid_delivery' });
    },
  );
});

describe("SurveyCake's answers", () => {
  const PLAIN = JSON.stringify({ svid: 'yPZQe', result: [{ sn: 0, answer: ['林美玲'] }] });
  const read = async (text: string) =>
    (await askFor(TOOLS[2], (_, response) => response.end(text))).one;

  // Lengths around a block, where padding differs most.
  it.each(Array.from({ length: 18 }, (_, spaces) => spaces))(
    'are decrypted with zeros and with PKCS#7 at the end (%d)',
    async (spaces) => {
      const text = `${' '.repeat(spaces)}${PLAIN}`;
      expect(await read(encrypt(text))).toEqual({ answer: text });
      expect(await read(encrypt(text, KEYS, false))).toEqual({ answer: text });
    },
  );

  it('are those of the vendor: the sample of its pages', async () => {
    const { requests } = await askFor(TOOLS[2], (_, response) => response.end(encrypt(PLAIN)));
    expect(requests[0]?.url).toBe('/webhook/v0/yPZQe/5fd5');
  });

  it.each([
    ['another key', encrypt(PLAIN, { ...KEYS, key: 'another-key-0000' })],
    ['another IV', encrypt(PLAIN, { ...KEYS, iv: 'another-iv-00000' })],
    ['plain text: only the form can encrypt', PLAIN],
    ['half a block', Buffer.from('12345').toString('base64')],
    ['no base64', '<html>Not found</html>'],
    ['nothing', ''],
    ['JSON that is no object', encrypt('[1,2,3]')],
    ['noise', Buffer.alloc(64, 0xa5).toString('base64')],
  ])('are a dead letter that names key and IV: %s', async (_, text) => {
    const error = errorIn(await read(text));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error?.message).toContain('correct `key` and `iv`');
  });
});

it.each(TOOLS.map(([name, fetcher]) => [name, fetcher] as const))(
  'has a base address of %s that its own list allows',
  async (_, fetcher: Fetcher) => {
    const { baseUrlOf } = await import('../../../src/sources/fetch/credentials.ts');
    expect(baseUrlOf({}, fetcher)).toBe(fetcher.baseUrl);
  },
);

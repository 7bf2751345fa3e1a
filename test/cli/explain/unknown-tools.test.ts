import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Explained } from '../../../src/cli/explain/explained.ts';
import type { ExplainedSignature } from '../../../src/cli/explain/explain-signature.ts';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';
import { fileOf, run, SHOPLINE } from './explain-file.ts';

/** A delivery as it was captured, of a tool that nobody has written code for. */
interface Capture {
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What only the shop can know. */
  readonly delivery?: object;
  readonly expected: Readonly<Record<string, unknown>>;
}

const KEY = Buffer.from('0123456789abcdef01234567');
const TIME = '1790824800';
const hmac = (text: string, key: string | Buffer, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);

/** A form builder that signs as Svix and posts questions with their answers, some of several parts. */
function answersBySvix(): Capture {
  const body = JSON.stringify({
    type: 'submission.completed',
    data: {
      fields: [
        { title: 'Your e-mail', type: 'email', value: 'mei@example.com' },
        { title: 'Mobile', type: 'phone', value: '0912 345 678' },
        { title: 'Full name', type: 'name', value: { first: 'Mei', last: 'Chang' } },
        { title: 'Birthday', type: 'date', value: '1992-05-14' },
        { title: 'Address', type: 'address', value: { street: '1 Main St', city: 'Taipei' } },
      ],
    },
  });
  return {
    secret: `whsec_${KEY.toString('base64')}`,
    headers: {
      'svix-id': 'msg_1',
      'svix-timestamp': TIME,
      'svix-signature': `v1,${hmac(`msg_1.${TIME}.${body}`, KEY, 'base64')}`,
    },
    body,
    expected: {
      'customer.email': 'mei@example.com',
      'customer.phone': '+886912345678',
      'customer.firstName': 'Mei',
      'customer.lastName': 'Chang',
      'customer.birthday': '1992-05-14',
      'customer.addresses.0.line1': '1 Main St',
      'customer.addresses.0.city': 'Taipei',
    },
  };
}

/** A course platform that posts a form with JSON in one field, and signs as Stripe. */
function jsonInFormByStripe(): Capture {
  const secret = 'a-signing-secret-0123456';
  const contact = { email: 'bob@example.com', name: 'Bob Lee', phone_number: '+12025550143' };
  const payload = JSON.stringify({ event: 'opt_in', contact, custom: { dob: '1992-05-14' } });
  const body = new URLSearchParams({ payload, site: 'shop' }).toString();
  return {
    secret,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'X-Kj-Signature': `t=${TIME},v1=${hmac(`${TIME}.${body}`, secret, 'hex')}`,
    },
    body,
    delivery: { body: 'form' },
    expected: {
      'customer.email': 'bob@example.com',
      'customer.name': 'Bob Lee',
      'customer.phone': '+12025550143',
      'customer.birthday': '1992-05-14',
    },
  };
}

/** A site builder with a password that posts several people, deeply nested. */
function peopleByPassword(): Capture {
  const person = (email: string, first: string) => ({
    id: email,
    info: {
      emails: { items: [{ tag: 'MAIN', email }] },
      name: { first, last: 'Wu' },
      extendedFields: [{ label: 'Birth date', value: '1990-01-02' }],
    },
  });
  const created = [person('ann@example.com', 'Ann'), person('ben@example.com', 'Ben')];
  return {
    secret: 'site:a-long-password-12',
    headers: { authorization: `Basic ${btoa('site:a-long-password-12')}` },
    body: JSON.stringify({ metaData: { instanceId: 'i-1' }, contacts: { created } }),
    expected: {
      'customer.email': 'ann@example.com',
      'customer.firstName': 'Ann',
      'customer.lastName': 'Wu',
      'customer.birthday': '1990-01-02',
    },
  };
}

interface Told {
  readonly signups: readonly Explained[];
  readonly signature?: ExplainedSignature;
}

async function explain(capture: Capture, source: object): Promise<Told> {
  const content = fileOf({ headers: capture.headers, body: capture.body });
  const store = fileOf({ ...SHOPLINE, sources: { own: source } });
  const names = ['--store', 'tw-main', '--source', 'own', '--config', store];
  return JSON.parse((await run('explain', content, ...names, '--json')).out) as Told;
}

/** The members of an object of which a suggestion is a line. */
const lineOf = (text: string): object => JSON.parse(`{${text}}`) as object;

describe.each([
  ['questions and answers, signed as Svix does', answersBySvix()],
  ['JSON in a field of a form, signed as Stripe does', jsonInFormByStripe()],
  ['several people, with user and password', peopleByPassword()],
])('a tool that nobody has written code for: %s', (_, capture) => {
  it('is added by the lines that explain prints, and store check has nothing to say', async () => {
    const begun = { tool: 'custom', secrets: [capture.secret], delivery: capture.delivery ?? {} };
    const first = await explain(capture, begun);
    const signature = lineOf(first.signature?.suggestion ?? '');
    const people = first.signups[0]?.reading?.people;
    const delivery = { ...begun.delivery, ...(people !== undefined && { people }) };
    const second = await explain(capture, { ...begun, ...signature, delivery });
    const lines = second.signups[0]?.reading?.unread.flatMap(({ suggestion }) => suggestion ?? []);
    const fields = Object.assign({}, ...(lines ?? []).map(lineOf)) as object;
    const source = { ...begun, ...signature, delivery: { ...delivery, fields } };
    const { signups, signature: proof } = await explain(capture, source);
    const [one] = signups;
    if (one?.outcome !== 'mapped') throw new Error(`not mapped: ${JSON.stringify(one)}`);
    const values = Object.fromEntries(one.fields.map(({ field, value }) => [field, value]));
    expect(values).toEqual(expect.objectContaining(capture.expected));
    expect(proof?.isGenuine).toBe(true);
    const file = fileOf({ headers: capture.headers, body: capture.body });
    const store = fileOf({ ...SHOPLINE, sources: { own: source } });
    const given = ['--config', store, '--delivery', file, '--source', 'own'];
    const { code, out } = await run('store', 'check', 'tw-main', ...given);
    expect(out).toContain('tw-main: every setting fits this delivery');
    expect(code).toBe(0);
  });
});

it('a place in a list of answers is suggested by its question, never by its number', async () => {
  const { signups } = await explain(answersBySvix(), { tool: 'custom', delivery: {} });
  const lines = signups[0]?.reading?.unread.flatMap(({ suggestion }) => suggestion ?? []) ?? [];
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => /\/\d/.test(line))).toEqual([]);
});

it('a form whose source says nothing about it is named as a form', async () => {
  const { signups } = await explain(jsonInFormByStripe(), { tool: 'custom', delivery: {} });
  expect(signups).toMatchObject([
    {
      outcome: 'rejected',
      detail: 'the delivery is a form, and the source says that it is JSON: set `body` to `form`',
    },
  ]);
});

it('a signature that fits none of the usual ways names the headers to look at', async () => {
  const capture = { ...answersBySvix(), secret: 'another-secret-0123456' };
  const { signature } = await explain(capture, {
    tool: 'custom',
    secrets: [capture.secret],
    delivery: {},
  });
  expect(signature).toMatchObject({ kind: 'none', isGenuine: false });
  expect(signature?.result).toContain('These headers may hold one: svix-signature.');
});

it('the page shows a fetch that a store takes', () => {
  const page = readFileSync('docs/sources/custom.md', 'utf8');
  const section = page.slice(page.indexOf('### Fetch'));
  const [, block = ''] = /^```json\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const sources = JSON.parse(`{${block.replace('<token of the API>', 'a-token')}}`) as object;
  const { mistakes } = readConfiguration('x', JSON.stringify({ ...SHOPLINE, sources }));
  expect(mistakes).toEqual([]);
});

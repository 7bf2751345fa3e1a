import { describe, expect, it } from 'vitest';
import { annotateBody, type AnnotatedBody } from '../../../src/dead-letters/body/annotate.ts';
import { anEvent } from '../../support/an-event.ts';
import { inSns } from '../../support/envelopes.ts';

const issue = (path: string, expected = 'must be right') => ({ path, rule: 'format', expected });
const marked = ({ lines }: AnnotatedBody) =>
  lines.flatMap(({ path, errors }) => (errors.length > 0 ? [path] : []));
const textOf = ({ lines }: AnnotatedBody): string =>
  lines.map(({ indent, text }) => '  '.repeat(indent) + text).join('\n');

/** ESC, C1 CSI, a right-to-left override, an isolate, a zero-width space, a private and an unassigned character. */
const HOSTILE = '\u001B[2J\u009B2J\u202E\u2066\u200B\uE000\u0378\u2028';

const body = JSON.stringify(
  anEvent({ data: { customer: { email: 'ada@example.com', 'ada@example.com': 1, tags: ['x'] } } }),
);

describe('a body with its errors', () => {
  it('shows the whole body as JSON when revealed', () => {
    const shown = annotateBody(body, {}, { reveal: true });
    expect(JSON.parse(textOf(shown))).toEqual(JSON.parse(body));
    expect(shown).toMatchObject({ form: 'json', isUnwrapped: false, general: [], cut: 0 });
  });

  it('shows keys and structure only when masked: no value, and no key that could be one', () => {
    const text = textOf(annotateBody(body, {}, { reveal: false }));
    expect(text).toContain('"email": "•••"');
    expect(text).toContain('"…": •••');
    expect(text).not.toMatch(/ada|example|e-1/);
  });

  it('leaves type, time, source and store readable', () => {
    const text = textOf(annotateBody(body, {}, { reveal: false }));
    expect(text).toContain('"source": "/test"');
    expect(text).toContain('"type": "customer.signed_up"');
    expect(text).toContain('"time": "2026-11-20T03:04:05Z"');
    expect(text).toContain('"store": "tw-main"');
    const data = { store: 'tw-main', source: 'join', headers: {}, body: '{"email":"ada@x.org"}' };
    const delivery = JSON.stringify(anEvent({ type: 'webhook.delivered', data }));
    expect(textOf(annotateBody(delivery, {}, { reveal: false }))).toContain('"source": "join"');
  });

  it('of a batch has its errors at the right event, and the same values readable', () => {
    const event = JSON.parse(body) as object;
    const batch = JSON.stringify([event, event]);
    const issues = [issue('/1/data/customer/email'), issue('/0/id'), issue('/7/id')];
    const shown = annotateBody(batch, { reason: 'invalid_signup', issues }, { reveal: false });
    expect(marked(shown)).toEqual(['', '/0/id', '/1/data/customer/email']);
    expect(textOf(shown).match(/"store": "tw-main"/g)).toHaveLength(2);
    expect(textOf(shown)).not.toMatch(/ada|example/);
  });

  it.each([
    ['base64', Buffer.from(body).toString('base64'), true],
    ['JSON within JSON', JSON.stringify(body), true],
    ['the record of a function', JSON.stringify({ Records: [{ Sns: inSns(body) }] }), true],
    [
      'a message of another service',
      JSON.stringify({ Records: [{ eventSource: 'aws:s3' }] }),
      false,
    ],
    ['a confirmation', JSON.stringify({ ...inSns('x'), Type: 'SubscriptionConfirmation' }), false],
  ])('is shown without its envelope, if it has one: %s', (_, text, isUnwrapped) => {
    expect(annotateBody(text, {}, { reveal: false })).toMatchObject({ form: 'json', isUnwrapped });
  });

  it.each([
    ['source', '/forms/ada@example.com'],
    ['source', '/forms/Lovelace'],
    ['source', '/forms/%2B886912345678'],
    ['source', `/${'x'.repeat(600)}`],
    ['time', 'Ada was here'],
    ['type', 'Ada Lovelace'],
    ['type', 'customer.lovelace'],
  ])('masks a %s that may hold a person: %s', (field, value) => {
    const customer = { email: 'ada@example.com', lastName: 'Lovelace' };
    const event = JSON.stringify({ ...anEvent({ data: { customer } }), [field]: value });
    const text = textOf(annotateBody(event, {}, { reveal: false }));
    expect(text).toContain(`"${field}": "•••"`);
  });

  it.each(['0912345678', 'lovelace-1815', 'Ada Lovelace', '王小明'])(
    'masks a store that may hold a person: %s',
    (store) => {
      const customer = { email: 'ada@example.com', lastName: 'Lovelace' };
      const text = textOf(
        annotateBody(JSON.stringify(anEvent({ data: { store, customer } })), {}, { reveal: false }),
      );
      expect(text).toContain('"store": "•••"');
    },
  );

  it.each([
    ['invalid_signup', '/customer/email', '/data/customer/email'],
    ['invalid_signup', '/customer/tags/0', '/data/customer/tags/0'],
    ['invalid_signup', '/customer/phone', '/data/customer'],
    ['invalid_signup', '', '/data'],
    ['invalid_request', '/shopline/gender', '/data'],
    ['invalid_event', '/time', '/time'],
    ['invalid_event', '/nothing/of/it', ''],
  ] as const)('puts an error of %s at %s to %s', (reason, path, place) => {
    const problem = { reason, issues: [issue(path)] };
    expect(marked(annotateBody(body, problem, { reveal: false }))).toEqual([place]);
  });

  it.each([
    ['unknown_store', ['/data/store'], []],
    ['rejected', [], ['a detail']],
  ] as const)('puts the detail of %s to its place', (reason, places, general) => {
    const shown = annotateBody(body, { reason, detail: 'a detail' }, { reveal: false });
    expect(marked(shown)).toEqual(places);
    expect(shown.general).toEqual(general);
  });

  it('puts errors of a mapped signup to the body of the delivery', () => {
    const data = { store: 's', source: 'f', headers: {}, body: 'email=no', customer: undefined };
    const delivery = JSON.stringify(anEvent({ type: 'webhook.delivered', data }));
    const problem = { reason: 'invalid_signup', issues: [issue('/customer/email')] } as const;
    expect(marked(annotateBody(delivery, problem, { reveal: false }))).toEqual(['/data/body']);
    const own = { reason: 'invalid_delivery', issues: [issue('/source')] } as const;
    expect(marked(annotateBody(delivery, own, { reveal: false }))).toEqual(['/data/source']);
  });

  it('shows the event without its envelope, and reports that', () => {
    const shown = annotateBody(JSON.stringify(inSns(body)), {}, { reveal: true });
    expect(shown.isUnwrapped).toBe(true);
    expect(JSON.parse(textOf(shown))).toEqual(JSON.parse(body));
  });

  it('marks the line of a text that is no JSON, and shows the text only when revealed', () => {
    const detail = 'not JSON: see position 14 (line 2 column 5)';
    const problem = { reason: 'invalid_json', detail } as const;
    const shown = annotateBody('{"a": "ada",\n  b: \u001B[2J1 }', problem, { reveal: true });
    expect(shown.lines.map(({ text }) => text)).toEqual(['{"a": "ada",', '  b: \u{FFFD}[2J1 }']);
    expect(marked(shown)).toEqual(['line 2']);
    const masked = annotateBody('{"a": "ada",\n  b: 1 }', problem, { reveal: false });
    expect(masked.lines.map(({ text }) => text)).toEqual(['•••', '•••']);
    expect(masked.general).toEqual([]);
  });

  it.each([
    ['JSON', JSON.stringify(anEvent({ data: { customer: { [`k${HOSTILE}`]: `v${HOSTILE}` } } }))],
    ['text', `{"a": "${HOSTILE}`],
  ])('shows no character of %s that could steer a terminal or turn a text', (_, hostile) => {
    const text = textOf(annotateBody(hostile, {}, { reveal: true }));
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('ends after 2,000 lines', () => {
    const long = JSON.stringify(anEvent({ data: { customer: { tags: Array(3_000).fill('t') } } }));
    const shown = annotateBody(long, {}, { reveal: false });
    expect(shown.lines).toHaveLength(2_000);
    expect(shown.cut).toBeGreaterThan(1_000);
  });
});

describe('a hostile body', () => {
  it('is shown as text when it is nested too deeply for JSON', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(annotateBody(deep, { detail: 'not an event' }, { reveal: false })).toMatchObject({
      form: 'text',
    });
  });
});

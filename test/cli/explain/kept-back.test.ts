import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSamples } from '../../../src/local/samples/run.ts';
import { sampleSources } from '../../../src/local/samples/sources.ts';
import {
  EVENT,
  explained,
  fieldsOf,
  fileOf,
  FORM,
  run,
  SHOPLAZZA,
  SHOPLINE,
} from './explain-file.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };
const withSource = (source: object) => ({ ...SHOPLINE, sources: { s: source } });
const aForm = (text: string) => ({ ...FORM, body: new URLSearchParams(text).toString() });
const tally = (field: object) => ({
  headers: JSON_HEADERS,
  body: {
    eventId: 'e1',
    eventType: 'FORM_RESPONSE',
    data: {
      createdAt: '2026-11-01T00:00:00.000Z',
      fields: [
        { key: 'question_e', label: 'Email', type: 'INPUT_EMAIL', value: 'ada@example.com' },
        { key: 'q', label: 'Mails', type: 'CHECKBOXES', ...field },
      ],
    },
  },
});
const KEINEN = { id: 'o', text: 'Ich möchte keinen "Newsletter"' };
const UNCLEAR_BOX = tally({ value: ['o'], options: [KEINEN] });
const typeform = (field: object) => ({
  headers: JSON_HEADERS,
  body: {
    event_id: 'e1',
    event_type: 'form_response',
    form_response: {
      submitted_at: '2026-09-15T03:20:00Z',
      definition: {
        fields: [{ id: 'f2', ref: 'news', type: 'yes_no', title: 'Stop all e-mails?' }],
      },
      answers: [
        {
          type: 'email',
          email: 'ada@example.com',
          field: { id: 'f1', ref: 'mail', type: 'email' },
        },
        { field: { id: 'f2', ref: 'news', type: 'yes_no' }, ...field },
      ],
    },
  },
});

describe('unclear consents in `explain`', () => {
  const mapped = async (content: unknown, source: object) => {
    const { signups } = await explained(content, 's', withSource(source));
    const [one] = signups;
    if (one?.outcome !== 'mapped') throw new Error(`not mapped: ${JSON.stringify(one)}`);
    return one;
  };

  it.each([
    ['a box', UNCLEAR_BOX, { tool: 'tally', fields: { 'consent.email': 'q' } }],
    [
      'a text',
      aForm('email=ada@example.com&news=maybe later'),
      { tool: 'html-form', fields: { 'consent.email': 'news' } },
    ],
    [
      'an answer outside the lists',
      aForm('email=ada@example.com&news=Often'),
      {
        tool: 'html-form',
        fields: { 'consent.email': { field: 'news', granted: ['Weekly'], denied: ['Never'] } },
      },
    ],
    [
      'a yes-no question',
      typeform({ type: 'boolean', boolean: true }),
      { tool: 'typeform', fields: { 'consent.email': 'news' } },
    ],
    [
      'an own field of a marketing tool',
      {
        headers: FORM.headers,
        body: 'type=subscribe&date_time=2026-10-01T11:20:00%2B08:00&contact[id]=7&contact[email]=ada%40example.com&contact[phone]=0912345678&contact[fields][sms]=perhaps',
      },
      { tool: 'activecampaign', fields: { 'consent.sms': 'sms' } },
    ],
  ])('%s: the printed line settles it', async (_, content, source) => {
    const before = await mapped(content, source);
    const [unclear] = before.unclear;
    expect(before.unclear).toHaveLength(1);
    for (const [line, state] of [
      [unclear?.configuration?.yes, 'granted'],
      [unclear?.configuration?.no, 'denied'],
    ] as const) {
      const fields = JSON.parse(`{${line ?? ''}}`) as object;
      const after = await mapped(content, { ...source, fields: { ...source.fields, ...fields } });
      expect(after.unclear).toEqual([]);
      const consent = after.fields.find(
        ({ field }) => field === `consent.${unclear?.channel}.state`,
      );
      expect(consent?.value).toBe(state);
    }
  });

  it('prints the words that were chosen and both lines, ready to paste', async () => {
    const store = withSource({ tool: 'tally', fields: { 'consent.email': 'q' } });
    const names = ['--store', 'tw-main', '--source', 's', '--config', fileOf(store)];
    const { out } = await run('explain', fileOf(UNCLEAR_BOX), ...names);
    const word = JSON.stringify(KEINEN.text);
    expect(out).toContain(`The answer ${word} neither grants nor denies.`);
    expect(out).toContain(`"consent.email": { "field": "q", "granted": [${word}] }`);
    expect(out).toContain(`"consent.email": { "field": "q", "denied": [${word}] }`);
  });

  it('prints no line for an option whose words the tool did not send', async () => {
    const content = tally({ value: ['fd986440-2ce3-47c5-a528-5fbbf6728be7'] });
    const { unclear } = await mapped(content, { tool: 'tally', fields: { 'consent.email': 'q' } });
    expect(unclear).toMatchObject([{ channel: 'email' }]);
    expect(unclear[0]).not.toHaveProperty('configuration');
  });
});

describe('what `explain` says of parts that are left out', () => {
  it("names path, rule and the tool's own field, and keeps the rest", async () => {
    const store = withSource({ tool: 'html-form', fields: { phone: 'handset' } });
    const content = aForm('email=ada@example.com&handset=N/A&name=-');
    const { code, signups } = await explained(content, 's', store);
    expect(code).toBe(0);
    expect(signups).toMatchObject([
      {
        leftOut: [
          { path: 'name', rule: 'no_visible_character', from: 'name' },
          { path: 'phone', rule: 'impossible_phone', from: 'handset' },
        ],
      },
    ]);
    const config = ['--config', fileOf(store), '--store', 'tw-main', '--source', 's'];
    const { out } = await run('explain', fileOf(content), ...config);
    expect(out).toContain('Left out:\n  name: no visible character');
    expect(out).toContain('  phone: not a phone number (rule: impossible_phone), from handset\n');
    expect(out).not.toContain('N/A\n');
  });

  it.each(['🌸', '★', '7', '太郎', '🌸 ☆'])(
    'keeps a name such as %s, and says so',
    async (name) => {
      for (const store of [SHOPLINE, SHOPLAZZA]) {
        const fields = await fieldsOf(aForm(`email=ada@example.com&name=${name}`), 'plain', store);
        const one = fields.get('customer.name');
        expect(one?.value).toBe(name);
        expect(one?.from).toEqual({ place: 'name' });
        expect(one?.sent.length).toBeGreaterThan(0);
      }
    },
  );

  it.each(['-', '...', 'N/A', '無', '\u3164'])('never shows the name %j as kept', async (name) => {
    const fields = await fieldsOf(aForm(`email=ada@example.com&name=${name}`), 'plain');
    expect(fields.has('customer.name')).toBe(false);
  });
});

describe('the trust of a source, in `explain`', () => {
  const content = aForm('email=ada@example.com');
  it.each([
    [{ tool: 'html-form' }, { trust: 'anonymous', by: 'default of html-form', reconsent: false }],
    [
      { tool: 'html-form', reconsent: true },
      { trust: 'anonymous', reconsent: true },
    ],
    [
      { tool: 'html-form', trust: 'verified' },
      { trust: 'verified', by: '`trust` of the source' },
    ],
  ])('says the trust of %j', async (source, trust) => {
    const { signups } = await explained(content, 's', withSource(source));
    expect(signups).toMatchObject([{ trust }]);
  });

  it('says the trust of a direct event', async () => {
    const lowered = { ...EVENT, data: { ...EVENT.data, options: { trust: 'anonymous' } } };
    const trusts = await Promise.all([EVENT, lowered].map(async (one) => explained(one, 'plain')));
    expect(trusts.map(({ signups }) => signups)).toMatchObject([
      [{ trust: { trust: 'verified', by: 'default of direct events' } }],
      [{ trust: { trust: 'anonymous', by: '`data.options.trust` of the event' } }],
    ]);
  });
});

describe('the files that `explain` takes', () => {
  const expected = new Map(
    readSamples(new URL('../../../events/', import.meta.url)).map(
      ({ file, store, expect: end }) => [
        file,
        { platform: store === 'us-main' ? { ...SHOPLAZZA, country: 'US' } : SHOPLINE, end },
      ],
    ),
  );
  const files = globSync('events/!(changes)/*.json').map((path) => path.replace(/^events\//, ''));
  const sources = sampleSources('http://localhost:3000');
  /** Reasons that only a shop or the stored configurations can give. */
  const LATER = new Set(['identity_conflict', 'unknown_store']);

  it.each(files)('takes the sample %s', async (file) => {
    const { platform, end } = expected.get(file) ?? {};
    const config = fileOf({ ...platform, sources });
    const { code, out, err } = await run('explain', `events/${file}`, '--config', config, '--json');
    expect(err).toBe('');
    const isRejected = end?.outcome === 'dead_lettered' && !LATER.has(end.reason ?? '');
    expect(code).toBe(isRejected ? 1 : 0);
    const { signups } = JSON.parse(out) as {
      signups: readonly { reason?: string; unclear?: readonly unknown[] }[];
    };
    expect(signups.flatMap(({ unclear = [] }) => unclear)).toEqual([]);
    expect(signups).toHaveLength(1);
    expect(signups[0]?.reason).toBe(isRejected ? end.reason : undefined);
  });

  it('takes a file of `send` for a store and a source that the command line names', async () => {
    const file = JSON.parse(readFileSync('events/webhooks/html-form.json', 'utf8')) as object;
    const { code, signups } = await explained({ ...file, store: 'x', source: 'y' }, 'plain');
    expect(code).toBe(0);
    expect(signups).toMatchObject([{ outcome: 'mapped', store: 'tw-main' }]);
  });
});

describe('the post of a LINE user, in `explain`', () => {
  it('shows what was typed and what LINE states, each with its origin and trust', async () => {
    const form = aForm('phone=0912345678&name=Typed&line_id_token=');
    const line = { userId: 'U1', email: 'mei@example.com', name: '小美' };
    const { signups } = await explained({ ...form, line }, 'line-form');
    const field = (name: string, place: string, rule: string, value: string) =>
      expect.objectContaining({ field: `customer.${name}`, from: { place }, rule, value });
    const byLine = 'the ID token of LINE';
    expect(signups).toMatchObject([
      {
        trust: { trust: 'anonymous', by: 'default of html-form' },
        fields: expect.arrayContaining([
          field('email', 'line.email', byLine, 'mei@example.com'),
          field('phone', 'phone', 'default: name', '+886912345678'),
          field('name', 'name', 'default: name', 'Typed'),
        ]) as unknown,
      },
      {
        trust: { trust: 'verified', by: byLine },
        fields: expect.arrayContaining([
          field('email', 'line.email', byLine, 'mei@example.com'),
          field('name', 'line.name', byLine, '小美'),
          field('externalId', 'line.userId', byLine, 'U1'),
        ]) as unknown,
      },
    ]);
  });
});

describe('an event of an old list, in `explain`', () => {
  it.each([true, false])(
    "says whether the shop's newer record keeps its values: %s",
    async (keepNewer) => {
      const event = fileOf({
        specversion: '1.0',
        id: 'list-1',
        source: '/lists/2025',
        type: 'customer.signed_up',
        time: '2025-01-31T00:00:00Z',
        data: { store: 'tw-main', customer: { email: 'ada@example.com' }, options: { keepNewer } },
      });
      const { out } = await run('explain', event, '--config', fileOf(SHOPLINE));
      expect(out.includes("the shop's record is newer (rule: shop_is_newer)")).toBe(keepNewer);
    },
  );
});

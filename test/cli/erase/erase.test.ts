import { readdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createArchive } from '../../../src/aws/archive.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { describeErasure, isErased } from '../../../src/cli/erase/describe-erasure.ts';
import { type EraseDeps, type EraseOptions, erase as core } from '../../../src/cli/erase/erase.ts';
import { isNamedInText } from '../../../src/cli/erase/find-in-letter.ts';
import { readPerson } from '../../../src/cli/erase/person.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { toLine } from '../../../src/dead-letters/file-format.ts';
import type { Archive } from '../../../src/dead-letters/ports.ts';
import type { Contact } from '../../../src/event/signup.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { encodeAs } from '../../support/encode-as.ts';
import { lettersDeps } from '../../support/letters-deps.ts';
import { ledgerItems } from '../../support/ledger-table.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { localAws } from '../../support/local-credentials.ts';
import { putMessage } from '../../support/sqs-calls.ts';

const ADA = 'ada@example.com';
const PHONE = '+886912345678';
const EVE = 'eve@example.com';
const folder = mkdtempSync(join(tmpdir(), 'signup-relay-erase-'));
let local: Embedded;
let ledger: Ledger;
let archive: Archive;
let dynamoDb: DynamoDBDocumentClient;
const ledgerDigest = createDigest('a-key-for-this-local-run-and-no-other');
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
  local.putStore('tw-forms', {
    platform: 'shopline',
    baseUrl: local.shopline.baseUrl,
    accessToken: 'sandbox-token',
    country: 'TW',
    sources: { native: { tool: 'standard-webhooks', secrets: ['whsec_YQ=='] } },
  });
  dynamoDb = DynamoDBDocumentClient.from(new DynamoDBClient(localAws(local.dynamoDb.endpoint)));
  ledger = createLedger({
    table: openLocalTable(local.dynamoDb),
    digest: ledgerDigest,
    now: Date.now,
  });
  archive = createArchive(
    new S3Client({ ...localAws(local.sqs.endpoint), forcePathStyle: true }),
    local.env['ARCHIVE_BUCKET'] ?? '',
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await local.close();
});
afterEach(() => local.receiveAll('deadLetters'));

const event = (customer: object, more: object = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id: 'e-1',
    source: '/pos/1',
    type: 'customer.signed_up',
    time: '2026-09-15T03:04:05Z',
    data: { store: 'tw-main', customer },
    ...more,
  });
const delivery = (store: string, source: string, headers: object, content: object) =>
  event({}, { type: 'webhook.delivered', data: { store, source, headers, ...content } });
const batch = (...emails: readonly string[]) =>
  delivery(
    'tw-forms',
    'native',
    { 'content-type': 'application/cloudevents-batch+json' },
    {
      body: JSON.stringify(
        emails.map(
          (email, at) =>
            JSON.parse(
              event({ email }, { id: `b-${at}`, data: { customer: { email } } }),
            ) as object,
        ),
      ),
    },
  );
const kill = (body: string, attributes: Readonly<Record<string, string>> = {}) =>
  putMessage(local.sqs, 'deadLetters', body, { reason: 'rejected', ...attributes });
async function eraseBy(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal({ env: local.env, now: Date.now });
  const code = await runCli(['erase', ...args], terminal);
  for (const secret of [ADA, PHONE, '912345678']) expect(out() + err()).not.toContain(secret);
  return { code, out: out(), err: err() };
}
const NEVER = new AbortController().signal;
/** What the command does, without its patience with SQS. */
async function erase(text: string, options: Partial<EraseOptions> = {}, signal = NEVER) {
  const shown = new Map<string, number>();
  const { queue: _, ...letters } = lettersDeps(local, { signal });
  const deps: EraseDeps = {
    letters,
    countries: ['TW', 'US'],
    archive,
    ledger: { client: dynamoDb, table: local.dynamoDb.table },
    ledgerDigest,
    refusalDays: new Map(),
    newId: () => 'new',
    waitingSignups: async () => 0,
    showing: (place, search) => search((done) => void shown.set(place, done)),
  };
  const erasure = await core(text, { execute: true, shared: false, ...options }, deps);
  const words = describeErasure(erasure, aTerminal().terminal);
  for (const secret of [ADA, PHONE, '912345678']) {
    expect(words + JSON.stringify(erasure)).not.toContain(secret);
  }
  return { ...erasure, words, shown, isErased: isErased(erasure) };
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('texts that stand for a person', () => {
  const ada = readPerson(ADA, []);
  const phone = readPerson(PHONE, []);
  it.each([
    ['as it is', ADA],
    ['in other letters', 'Ada@Example.COM'],
    ['in angle brackets', 'Ada <ada@example.com>.'],
    ['in JSON with escapes', String.raw`{"a":"ada\u0040example.com"}`],
    ['in a form', 'name=Ada&email=ada%40example.com'],
    ['in base64', JSON.stringify({ data_base64: base64(`{"email":"${ADA}"}`) })],
    [
      'in JSON in a form in base64 in JSON',
      JSON.stringify({
        bodyBase64: base64(`x=1&raw=${encodeURIComponent(JSON.stringify({ q: ADA }))}`),
      }),
    ],
    ['in a key', JSON.stringify({ [ADA]: 1 })],
    ['in half a document', `{"customer":{"email":"${ADA}"`],
  ])('are found %s', (_, text) => {
    expect(isNamedInText(text, ada)).toBe(true);
  });

  it.each([
    'nada@example.com',
    'ada@example.com.tw',
    'ada@example.community',
    'x.ada@example.com',
    'ada+shop@example.com',
    'ada at example.com',
  ])('are not seen in %s', (text) => {
    expect(isNamedInText(JSON.stringify({ text }), ada)).toBe(false);
  });

  it.each([
    PHONE,
    '886912345678',
    '+886 912-345-678',
    '(0912) 345 678',
    '00886912345678',
    '+886 0912 345 678',
    '{"phone":912345678}',
    'p=%2B886912345678&x=1',
  ])('are found in the phone %s', (text) => {
    expect(isNamedInText(text, phone)).toBe(true);
  });

  it.each(['+8869123456789', '+1 912345678', '20912345678', '912-345-67'])(
    'are not seen in the number %s',
    (text) => {
      expect(isNamedInText(text, phone)).toBe(false);
    },
  );
});

describe('signup-relay erase', () => {
  it('counts without touching anything, then removes, then finds nothing', async () => {
    await kill(event({ email: 'Ada@Example.com' }), { store: 'tw-main' });
    await kill('{"half": "of ada@example.com');
    await kill('nothing of hers', { from: ADA });
    await kill(batch(ADA));
    await kill(event({ email: 'bob@example.com' }));
    const dry = await eraseBy(ADA, '--json');
    expect({ code: dry.code, ...(JSON.parse(dry.out) as object) }).toMatchObject({
      code: 0,
      dryRun: true,
      deadLetters: { found: 4, removed: 0, shared: 0, complete: true },
    });
    const done = await eraseBy(ADA, '--execute');
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/^Erased\./);
    expect(done.out).toMatch(/dead letters +4 letters +4$/m);
    expect(await erase(ADA)).toMatchObject({ isErased: true, deadLetters: { found: 0 } });
    const left = await local.receiveAll('deadLetters');
    expect(left.map(({ Body }) => Body)).toEqual([event({ email: 'bob@example.com' })]);
  });

  it('refuses a store that is nowhere, before it looks for anybody, and names the stores', async () => {
    await kill(event({ email: ADA }));
    for (const more of [[], ['--execute']]) {
      const { code, out, err } = await eraseBy(ADA, '--store', 'nosuch', ...more);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('There is no store nosuch: it is not configured, and neither');
      expect(err).toMatch(/Known stores: .*tw-forms.*tw-main.*us-main/);
    }
    expect((await local.counts('deadLetters')).visible).toBe(1);
  });

  it('erases people of a shop that has left', async () => {
    const file = join(folder, 'left.jsonl');
    const body = event({ email: ADA }, { data: { store: 'left-2', customer: { email: ADA } } });
    const attributes = { store: { type: 'String', value: 'left-2' } };
    writeFileSync(file, `${toLine({ messageId: 'm', sentAt: 1_000, attributes, body })}\n`);
    await kill(event({ email: ADA }), { store: 'left-1' });
    await ledger.linkContacts('left-3', [{ kind: 'email', value: ADA }], 'c-9');
    for (const [store, more] of [
      ['left-1', []],
      ['left-2', ['--export', file]],
      ['left-3', []],
      ['us-main', []],
    ] as const) {
      expect(await eraseBy(ADA, '--store', store, '--execute', ...more)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^Erased/) as string,
      });
    }
  });

  it('leaves letters that hold others, says so, and takes them with --shared', async () => {
    await kill(batch(ADA, 'bob@example.com'));
    await kill(event({ email: 'bob@example.com', note: `a friend of ${ADA}` }));
    const { isErased: isGone, words } = await erase(ADA);
    expect(isGone).toBe(false);
    expect(words).toContain('Letters that also hold signups of other people, and stay: 2.');
    expect((await local.counts('deadLetters')).visible).toBe(2);
    const done = await erase(ADA, { shared: true });
    expect(done).toMatchObject({ isErased: true, deadLetters: { found: 2, removed: 2 } });
  });

  it("knows a national phone by the stores' countries", async () => {
    await kill(event({ phone: '0912 345 678' }));
    await kill(event({ phone: '0912 345 679' }));
    expect((await erase('0912345678')).deadLetters).toMatchObject({ found: 1, removed: 1 });
  });

  it('removes from one store only', async () => {
    await kill(event({ email: ADA }), { store: 'tw-main' });
    await kill(event({ email: ADA }), { store: 'us-main' });
    const { deadLetters } = await erase(ADA, { store: 'us-main' });
    expect(deadLetters).toMatchObject({ found: 1, removed: 1 });
  });

  it('removes the rows of a person from a CSV of an import, and from its results', async () => {
    const csv = join(folder, 'people.csv');
    const results = `${csv}.results.jsonl`;
    const rows = [
      'email,phone,note',
      `${ADA},0911111111,"two`,
      'lines"',
      `${EVE},0922222222,"a ""b"", c"`,
    ];
    writeFileSync(csv, rows.join('\r\n'), { mode: 0o600 });
    const line = (email: string) => JSON.stringify({ row: 1, line: 2, email, result: 'created' });
    writeFileSync(results, `${line(ADA)}\n${line(EVE)}\n`);
    const dry = await erase(ADA, { export: [csv, results], execute: false });
    expect(dry.exports).toMatchObject([
      { found: 1, removed: 0 },
      { found: 1, removed: 0 },
    ]);
    expect(readFileSync(csv, 'utf8')).toContain(ADA);
    const done = await erase(ADA, { export: [csv, results] });
    expect(done).toMatchObject({ isErased: true, exports: [{ removed: 1 }, { removed: 1 }] });
    expect(readFileSync(csv, 'utf8')).toBe([rows[0], rows[3]].join('\r\n'));
    expect(statSync(csv).mode & 0o777).toBe(0o600);
    expect(readFileSync(results, 'utf8')).toBe(`${line(EVE)}\n`);
  });

  it.each([
    'utf-8',
    'big5',
    'gb18030',
    'shift_jis',
    'utf-16le',
    'utf-16be',
    'utf-16le with a mark',
    'utf-16be with a mark',
  ])('finds a person in a CSV of any encoding, and keeps all other bytes: %s', async (name) => {
    const [encoding = '', ...mark] = name.split(' ');
    const encode = (text: string): Buffer => encodeAs(encoding, text);
    const csv = join(folder, `${name}.csv`);
    // Big5 has second bytes that are ASCII letters and a backslash: 功, 許.
    const [title, surname, note] =
      encoding === 'shift_jis' ? ['氏名', '表', '能力'] : ['姓名', '許', '成功'];
    const head = encode(`${mark.length > 0 ? '\uFEFF' : ''}${title},email,phone\r\n`);
    const theirs = [
      `${surname}<${ADA}>,,\n`,
      `"${surname}\n",${ADA.toUpperCase()},="0912345678"\n`,
    ];
    const others = encode(`"${note}\n${note}",${EVE},0922222222\n${note},,'0933333333`);
    writeFileSync(csv, Buffer.concat([head, ...theirs.map(encode), others]), { mode: 0o600 });
    const done = await erase(ADA, { export: [csv] });
    expect(done.exports).toMatchObject([{ found: 2, removed: 2 }]);
    expect(readFileSync(csv)).toEqual(Buffer.concat([head, others]));
  });

  it.each([
    ['ISO-2022-JP', Buffer.from(`email,name\n${ADA},\u{1B}$B;3ED\u{1B}(B\n`)],
    ['UTF-32', Buffer.from(Array.from(`email\n${ADA}\n`, (one) => `${one}\0\0\0`).join(''))],
    ['a workbook', Buffer.from('PK\u0003\u0004xl/worksheets')],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 1, 2, 3])],
  ])('says that it cannot search %s, and leaves it as it is', async (_, bytes) => {
    const csv = join(folder, 'unreadable.csv');
    writeFileSync(csv, bytes);
    await expect(erase(ADA, { export: [csv] })).rejects.toThrow(
      'is no CSV that can be searched, so the person may still be in it.',
    );
    expect(readFileSync(csv)).toEqual(bytes);
  });

  it('refuses a CSV whose rows cannot be told apart, and leaves it as it is', async () => {
    const csv = join(folder, 'broken.csv');
    writeFileSync(csv, `email,note\n${ADA},"x\n${EVE},y\n`);
    await expect(erase(ADA, { export: [csv] })).rejects.toThrow('has a quote that is not closed');
    expect(readFileSync(csv, 'utf8')).toContain(ADA);
  });

  it('rewrites files of exported letters, and keeps every other byte', async () => {
    const binary = { x: { type: 'Binary', value: Buffer.from([0, 255]) } };
    const line = (body: string) =>
      toLine({ messageId: 'm', sentAt: 1_000, attributes: binary, body });
    const file = join(folder, 'letters.jsonl');
    const others = [line(event({ email: 'bob@example.com' })), 'not a letter at all'];
    const lines = [others[0], line(event({ email: ADA })), others[1], `half a line of ${ADA}`];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    const dry = await erase(ADA, { export: [file], execute: false });
    expect(dry.exports).toMatchObject([{ file, found: 2, removed: 0 }]);
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
    const done = await erase(ADA, { export: [file] });
    expect(done).toMatchObject({ isErased: true, exports: [{ found: 2, removed: 2 }] });
    expect(readFileSync(file, 'utf8')).toBe(`${others.join('\n')}\n`);
    expect(statSync(file).mode % 0o1000).toBe(0o600);
  });

  it('leaves a file as it is when it is interrupted, and says that it was not read', async () => {
    const file = join(folder, 'interrupted.jsonl');
    writeFileSync(file, `half a line of ${ADA}\n`);
    const erased = await erase(ADA, { export: [file] }, AbortSignal.abort());
    expect(erased).toMatchObject({ isErased: false, exports: [{ removed: 0, complete: false }] });
    expect(readFileSync(file, 'utf8')).toBe(`half a line of ${ADA}\n`);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says of each place how far it is', async () => {
    const file = join(folder, 'shown.jsonl');
    writeFileSync(file, 'one\ntwo\nthree\n');
    await archive.put('store=x/reason=rejected/day=2026-09-15/a.json', 'x');
    await kill(event({ email: 'bob@example.com' }));
    await ledger.linkContacts('tw-main', [{ kind: 'email', value: 'b@example.com' }], 'c-9');
    const { shown } = await erase(ADA, { export: [file], execute: false });
    expect([...shown.keys()]).toEqual([
      'lines',
      'archived letters',
      'dead letters',
      'ledger items',
    ]);
    expect(shown.get('lines')).toBe(3);
    for (const [, done] of shown) expect(done).toBeGreaterThan(0);
  });

  it('empties the archive of a person', async () => {
    const put = (id: string, body: string) =>
      archive.put(
        `store=tw-main/reason=rejected/day=2026-09-15/${id}.json`,
        `${toLine({ messageId: id, sentAt: 1_000, attributes: {}, body })}\n`,
      );
    await put('ada', event({ email: ADA }));
    await put('bob', event({ email: 'bob@example.com' }));
    expect((await erase(ADA)).archive).toEqual({ found: 1, removed: 1, shared: 0, complete: true });
    expect((await erase(ADA)).archive?.found).toBe(0);
  });

  describe('the ledger', () => {
    const email = { kind: 'email', value: ADA } as const;
    const phone = { kind: 'phone', value: PHONE } as const;
    const bob = { kind: 'email', value: 'bob@example.com' } as const;
    const remember = async (store: string): Promise<void> => {
      await ledger.linkContacts(store, [email, phone], 'c-1');
      await ledger.addCustomer(store, 'c-1', { name: { time: 1, id: 'e\ns' } });
      await ledger.linkContacts(store, [bob], 'c-2');
      await ledger.addCustomer(store, 'c-2', {});
    };

    it('removes the person and every contact of the same customer, and no other person', async () => {
      await remember('tw-main');
      await remember('a-store-of-last-year');
      const { ledger: erased } = await erase(ADA);
      expect(erased).toEqual({
        contacts: 4,
        customers: 2,
        refusals: 0,
        removed: 6,
        skipped: false,
      });
      const left = JSON.stringify(await ledgerItems(local));
      expect(left).not.toContain('c-1');
      expect(left.match(/customer#/g)).toHaveLength(2);
      expect((await erase(ADA)).ledger).toMatchObject({ contacts: 0, customers: 0 });
    });

    it('removes the ids by which sources call the person, and no others', async () => {
      const store = 'tw-vendor';
      const call = (id: string, customerId: string, contacts: readonly Contact[]) =>
        ledger.rememberVendorId(store, { source: 'shop', id }, { customerId, contacts, time: 1 });
      await ledger.linkContacts(store, [email], 'c-1');
      await call('1', 'c-1', [email, phone]);
      // By the customer only: this event knew another contact.
      await call('2', 'c-1', [{ kind: 'email', value: 'old@example.com' }]);
      await call('3', 'c-2', [bob]);
      await erase(ADA, { execute: true, store });
      const found = await Promise.all(
        ['1', '2', '3'].map((id) => ledger.findByVendorId(store, { source: 'shop', id })),
      );
      expect(found).toEqual([undefined, undefined, 'c-2']);
    });

    it('removes a customer that was created and never written since, and no other of that second', async () => {
      const [own, other] = ['5ce0d084e388096bdb229a59', '5ce0d084e388096bdb229a5a'];
      await ledger.addNewCustomers('us-main', [
        { customerId: own, clocks: {} },
        { customerId: other, clocks: {} },
      ]);
      await ledger.linkContacts('us-main', [email], own);
      const { ledger: erased } = await erase(ADA);
      expect(erased).toEqual({
        contacts: 1,
        customers: 1,
        refusals: 0,
        removed: 2,
        skipped: false,
      });
      const left = JSON.stringify(await ledgerItems(local));
      expect(left).not.toContain(own);
      expect(left).toContain(other);
    });

    it('goes on respecting what the person refused, unless that is to be forgotten', async () => {
      const store = 'tw-refusals';
      const contacts = [{ kind: 'email', value: ADA } as const];
      const denied = { 'consent.email': { time: 7, id: 'e-2', denied: true as const } };
      await ledger.addCustomer(store, 'c-refused', denied);
      await ledger.linkContacts(store, contacts, 'c-refused');
      await erase(ADA, { execute: true, store });
      expect(await ledger.readClocks(store, 'c-refused')).toEqual({});
      expect(await ledger.readRefusals(store, contacts)).toEqual(denied);
      const kept = await erase(ADA, { execute: true, store });
      expect(kept.ledger).toMatchObject({ contacts: 0, customers: 0, refusals: 1 });
      expect(kept.words).toMatch(/1 refusal of marketing/);
      expect(isErased(kept)).toBe(true);
      await erase(ADA, { execute: true, store, forgetRefusals: true });
      expect(await ledger.readRefusals(store, contacts)).toEqual({});
    });

    it("keeps a refusal as long as the person's store does", async () => {
      const now = Date.now();
      const stores = [
        ['tw-short', 125],
        ['tw-long', 3_000],
        ['tw-default', 400],
      ] as const;
      for (const [store, refusalDays] of stores) {
        const own = store === 'tw-default' ? {} : { refusalDays };
        const { baseUrl } = local.shopline;
        const shop = { platform: 'shopline', baseUrl, accessToken: 'sandbox-token' } as const;
        local.putStore(store, { ...shop, ...own });
        const denied = { 'consent.email': { time: 7, id: 'e-2', denied: true as const } };
        await ledger.addCustomer(store, 'c-days', denied);
        await ledger.linkContacts(store, [{ kind: 'email', value: EVE }], 'c-days');
      }
      expect((await eraseBy(EVE, '--execute')).code).toBe(0);
      const items = await ledgerItems(local);
      for (const [store, days] of stores) {
        const kept = items.find((item) => JSON.stringify(item).includes(`refusal#${store}#`));
        const expiresAt = kept?.['expiresAt'] as { readonly N: string } | undefined;
        const left = Number(expiresAt?.N) - now / 1_000;
        expect(Math.round(left / 86_400)).toBe(days);
      }
    });

    it('stays as it is while letters are left that could bring the person back', async () => {
      await remember('us-main');
      await kill(batch(ADA, 'bob@example.com'));
      const { isErased: isGone, ledger: erased } = await erase(ADA);
      expect({ isGone, ...erased }).toMatchObject({ isGone: false, skipped: true, removed: 0 });
      expect((await ledger.readContacts('us-main', [email]))[0]?.customerId).toBe('c-1');
    });

    it('leaves what an attempt is working on, and says so', async () => {
      await remember('us-main');
      await ledger.leaseCustomer('us-main', 'c-1', {
        holder: 'h',
        until: Date.now() + 60_000,
      });
      const { isErased: isGone, words } = await erase(ADA);
      expect(isGone).toBe(false);
      expect(words).toContain('Items of the ledger that an attempt is using now: 1.');
    });
  });

  it('says what it cannot reach', async () => {
    const { words: out } = await erase(ADA, { execute: false });
    expect(out).toContain('Dry run: nothing was removed.');
    for (const words of ['in the shop', 'signups queue: 0 signups', 'exported files', 'logs']) {
      expect(out).toContain(words);
    }
  });

  it('refuses what is no contact', async () => {
    const { code, err } = await eraseBy('somebody');
    expect(code).toBe(2);
    expect(err).toContain('not an e-mail address and not a possible phone number');
  });
});

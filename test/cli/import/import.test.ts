import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { ANY_PORTS } from '../../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../../src/local/local-relay.ts';
import type { SignupLine } from '../../../src/local/signup-line.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { anEvent } from '../../support/an-event.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { until } from '../../support/until.ts';

const functions = {
  consume: new URL('../../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../../src/main/receive.ts', import.meta.url),
};
const folder = mkdtempSync(join(tmpdir(), 'signup-relay-import-'));
const lines: SignupLine[] = [];
let relay: LocalRelay;
beforeAll(async () => {
  relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
  relay.subscribe((line) => void lines.push(line));
  Object.assign(process.env, relay.services.env);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await relay?.close();
});

let store: string;
let files = 0;
beforeEach(() => {
  relay.services.shopline.reset();
  relay.services.shoplazza.reset();
  relay.services.shopline.set({ limits: [] });
  store = useStore('shopline');
});

/** A store that no other test has used. */
function useStore(platform: 'shopline' | 'shoplazza'): string {
  const name = `import-${(files += 1)}`;
  const { baseUrl } = relay.services[platform];
  relay.services.putStore(name, {
    platform,
    baseUrl,
    accessToken: 'sandbox-token',
    userAgent: 'test',
    country: 'TW',
    limits: [{ perSecond: 200, burst: 200 }],
  });
  return name;
}

function fileOf(...rows: readonly string[]): string {
  const path = join(folder, `people-${(files += 1)}.csv`);
  writeFileSync(path, rows.join('\n'), { mode: 0o600 });
  return path;
}

function sample(name: string): string {
  const path = join(folder, `${name}-${(files += 1)}.csv`);
  copyFileSync(`events/imports/${name}.csv`, path);
  chmodSync(path, 0o600);
  return path;
}

async function run(path: string, ...words: readonly string[]) {
  const { terminal, out, err } = aTerminal({
    env: relay.services.env,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
  });
  const code = await runCli(['import', path, '--store', store, ...words], terminal);
  return { code, out: out(), err: err() };
}

const AS_OF = ['--as-of', '2026-01-31', '--time-zone', 'Asia/Taipei'] as const;

const resultsIn = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const byRow = (path: string) =>
  Object.fromEntries(resultsIn(path).map(({ row, result }) => [row, result]));

const writes = () =>
  [...relay.services.shopline.calls(), ...relay.services.shoplazza.calls()].filter(
    ({ method }) => method !== 'GET',
  );

/** Sends an event as a backend does, and waits for its outcome. */
async function sendLive(id: string, customer: object, more: object = {}): Promise<void> {
  await relay.send(
    JSON.stringify(
      anEvent({
        id,
        ...more,
        data: { store, customer, ...('data' in more ? (more.data as object) : {}) },
      }),
    ),
  );
  await until(() =>
    lines.some(({ eventId, outcome }) => eventId === id && outcome !== 'postponed'),
  );
}

describe('import', () => {
  it('predicts an export of SHOPLINE, delivers it, and a second run changes nothing', async () => {
    const path = sample('shopline');
    const dry = await run(path, ...AS_OF);
    expect(dry).toMatchObject({ code: 1, err: '' });
    expect(dry.out).toContain('Dry run: 4 rows of');
    expect(dry.out).toMatch(/^created +3 *$/m);
    expect(dry.out).toMatch(/^refused +1 +invalid_signup +line 6: .*e-mail address/m);
    expect(dry.out).toMatch(/1 {2}consent\.email \(no_date\)/);
    expect(dry.out).toMatch(/^phone +手機號碼$/m);
    expect(dry.out).toContain('Columns without a field: 電話, 會員級別');
    expect(dry.out).not.toMatch(/yating|0912345678|林雅婷/);
    expect(writes()).toEqual([]);
    expect(statSync(`${path}.predicted.jsonl`).mode & 0o777).toBe(0o600);

    const done = await run(path, ...AS_OF, '--execute');
    expect(done).toMatchObject({ code: 1, err: '' });
    expect(byRow(`${path}.results.jsonl`)).toEqual({
      1: 'created',
      2: 'created',
      3: 'created',
      4: 'refused',
    });
    expect(statSync(`${path}.results.jsonl`).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}.results.jsonl.state`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${path}.results.jsonl.state`, 'utf8')).not.toMatch(/yating|912345678/);
    const customers = relay.services.shopline.customers();
    expect(customers.find(({ email }) => email === 'yating@example.com')).toMatchObject({
      name: '林雅婷',
      mobile_phone: '0912345678',
      gender: 'female',
      memo: '常客\n喜歡試用',
      is_subscribed_marketing_email: true,
      ref_user_id: '66f1a0c3d2e4b50012aa0001',
    });
    expect(customers.find(({ email }) => email === 'ming@example.com')).toMatchObject({
      mobile_phone: '0922333444',
      is_subscribed_marketing_email: false,
    });
    const sent = writes().length;
    expect(byRow(`${path}.results.jsonl`)[4]).toBe('refused');

    await run(path, ...AS_OF);
    expect(byRow(`${path}.predicted.jsonl`)).toMatchObject({
      1: 'unchanged',
      2: 'unchanged',
      3: 'unchanged',
    });
    const again = await run(path, ...AS_OF, '--execute');
    expect(again.out).toMatch(/^unchanged +3/m);
    expect(writes()).toHaveLength(sent);
  });

  it('predicts and delivers an export of Mailchimp by the time of each row', async () => {
    store = useStore('shoplazza');
    const path = sample('mailchimp');
    const map = join(folder, `map-${(files += 1)}.json`);
    const dry = await run(path, '--map', map);
    expect(dry).toMatchObject({ code: 0, err: '' });
    expect(dry.out).toContain(`The mapping is in ${map}.`);
    const { fields } = JSON.parse(readFileSync(map, 'utf8')) as { fields: Record<string, unknown> };
    expect(fields).toMatchObject({ email: 'Email Address', time: 'LAST_CHANGED', tags: 'TAGS' });
    expect(fields).not.toHaveProperty('consent.email');
    const granted = {
      ...fields,
      'consent.email': { state: 'granted' },
      'consent.email.at': 'CONFIRM_TIME',
    };
    writeFileSync(map, JSON.stringify({ fields: granted }));
    expect(await run(path, '--map', map, '--execute')).toMatchObject({ code: 0, err: '' });
    expect(relay.services.shoplazza.customers()).toHaveLength(3);
    expect(relay.services.shoplazza.customers()[0]).toMatchObject({ accepts_marketing: true });
    expect(JSON.stringify(relay.services.shoplazza.customers())).toContain('Fair 2025');
  });

  it('never beats a newer fact, and never a newer refusal', async () => {
    const email = 'newer@example.com';
    const consent = { email: { state: 'denied', at: '2026-03-01T00:00:00Z' } };
    const time = '2026-03-01T00:00:00Z';
    await sendLive(`live-a-${store}`, { email, name: 'New Name' }, { time, data: { consent } });
    const path = fileOf(
      'email,name,note,accepts marketing,email consent date',
      `${email},Old Name,an old note,yes,2025-12-01 00:00:00`,
    );
    expect(await run(path, ...AS_OF, '--execute')).toMatchObject({ code: 0 });
    expect(relay.services.shopline.customers()).toMatchObject([
      { name: 'New Name', memo: 'an old note', is_subscribed_marketing_email: false },
    ]);
  });

  it('takes a date in a column of refusals as a refusal, however it is written', async () => {
    const dates = ['2026-02-27 10:00:00', '2/27/2026', '27.2.2026', '115/02/27', '2026年2月27日'];
    const noDates = ['0', 'no', '0000-00-00 00:00:00', '1/1/1970', '1.5', '192.168.2.27'];
    const people = [...dates, ...noDates].map((cell, at) => ({
      cell,
      email: `p${at}@example.com`,
    }));
    const time = '2025-06-01T00:00:00Z';
    const consent = { email: { state: 'granted', at: time } };
    for (const [at, { email }] of people.entries()) {
      await sendLive(`dated-${at}-${store}`, { email }, { time, data: { consent } });
    }
    const rows = people.map(({ cell, email }) => `${email},2026-03-01,${cell}`);
    const path = fileOf('email,updated at,Unsubscribed', ...rows);
    expect(await run(path, '--execute')).toMatchObject({ code: 0 });
    const customers = relay.services.shopline.customers();
    const subscribed = people.filter(({ email }) =>
      customers.some((one) => one.email === email && one.is_subscribed_marketing_email),
    );
    expect(subscribed.map(({ cell }) => cell)).toEqual(noDates);
  });

  it.each(['shopline', 'shoplazza'] as const)(
    'never beats a value that was typed in the shop later, and says so before and after: %s',
    async (platform) => {
      store = useStore(platform);
      const email = 'typed@example.com';
      const name = { shopline: { name: 'Typed' }, shoplazza: { first_name: 'Typed' } }[platform];
      relay.services[platform].seed({ email, ...name });
      const path = fileOf('email,first name,tags', `${email},Old,vip`, `empty@example.com,Old,`);
      relay.services[platform].seed({ email: 'empty@example.com' });
      const key = platform === 'shopline' ? 'name' : 'firstName';
      const leftOut = [{ path: key, rule: 'shop_is_newer' }];
      const dry = await run(path, ...AS_OF);
      expect(dry.out).toContain(`1  ${key} (shop_is_newer): the shop's record is newer`);
      expect(resultsIn(`${path}.predicted.jsonl`)[0]).toMatchObject({ result: 'updated', leftOut });
      expect(resultsIn(`${path}.predicted.jsonl`)[1]).not.toHaveProperty('leftOut');
      const done = await run(path, ...AS_OF, '--execute');
      expect(done.out).toContain(`1  ${key} (shop_is_newer): the shop's record is newer`);
      const results = resultsIn(`${path}.results.jsonl`).toSorted(
        (a, b) => Number(a['row']) - Number(b['row']),
      );
      expect(results[0]).toMatchObject({ result: 'updated', leftOut });
      expect(results[1]).not.toHaveProperty('leftOut');
      expect(relay.services[platform].customers()).toMatchObject([
        name,
        platform === 'shopline' ? { name: 'Old' } : { first_name: 'Old' },
      ]);
    },
  );

  it('creates nobody for a list of refusals, and remembers each', async () => {
    const path = fileOf('Email Address,UNSUB_TIME', 'stranger@example.com,2026-01-05 10:00:00');
    const done = await run(path, ...AS_OF, '--update-only', '--execute');
    expect(done.out).toMatch(/^skipped +1/m);
    expect(relay.services.shopline.customers()).toEqual([]);
    const consent = { email: { state: 'granted', at: '2025-12-01T00:00:00Z' } };
    await sendLive(`live-b-${store}`, { email: 'stranger@example.com' }, { data: { consent } });
    expect(relay.services.shopline.customers()).toMatchObject([
      { is_subscribed_marketing_email: false },
    ]);
  });

  it('predicts by shop and ledger: who exists, whose contacts belong to two customers', async () => {
    relay.services.shopline.seed({ email: 'here@example.com' });
    const phone = { mobile_phone: '0911000222', mobile_phone_country_calling_code: '886' };
    relay.services.shopline.seed({ ...phone });
    const path = fileOf(
      'email,phone,name',
      'HERE@example.com,,Here',
      'new@example.com,,New',
      'new@example.com,,Newer',
      'here@example.com,0911000222,Two',
      ',123,Three',
      'left-out@example.com,123,Four',
    );
    await run(path, ...AS_OF);
    expect(resultsIn(`${path}.predicted.jsonl`)).toMatchObject([
      { row: 1, result: 'updated' },
      { row: 2, result: 'created' },
      { row: 3, result: 'updated' },
      { row: 4, result: 'refused', reason: 'identity_conflict' },
      { row: 5, result: 'refused', reason: 'invalid_signup' },
      { row: 6, result: 'created', leftOut: [{ path: 'phone', rule: 'impossible_phone' }] },
    ]);
    await run(path, ...AS_OF, '--no-shop');
    expect(byRow(`${path}.predicted.jsonl`)).toMatchObject({ 1: 'created' });
  });

  it('compares the file with the shop, and writes nothing there', async () => {
    const path = fileOf(
      'email,name,tags',
      'same@example.com,Same,vip',
      'other@example.com,Other,',
      'missing@example.com,Missing,',
    );
    relay.services.shopline.seed({
      email: 'same@example.com',
      name: 'Same',
      tags: ['vip', 'more'],
    });
    relay.services.shopline.seed({ email: 'other@example.com', name: 'Another' });
    const { code, out } = await run(path, ...AS_OF, '--reconcile');
    expect(code).toBe(1);
    expect(resultsIn(`${path}.compared.jsonl`)).toMatchObject([
      { row: 1, result: 'same' },
      { row: 2, result: 'different', different: ['name'] },
      { row: 3, result: 'missing' },
    ]);
    expect(out).toContain('Compared 3 rows');
    expect(out).toMatch(/1 {2}name/);
    expect(writes()).toEqual([]);
  });

  it('finds the outcomes of people whose name is in the name of the store', async () => {
    const path = fileOf('email,name', `a@example.com,${store}`, 'b@example.com,Imports');
    const done = await run(path, ...AS_OF, '--execute');
    expect(done).toMatchObject({ code: 0 });
    expect(byRow(`${path}.results.jsonl`)).toEqual({ 1: 'created', 2: 'created' });
  });

  it('gives every row of the same text its own outcome', async () => {
    const path = fileOf('email', 'twin@example.com', 'twin@example.com');
    expect(await run(path, ...AS_OF, '--execute')).toMatchObject({ code: 0 });
    expect(Object.keys(byRow(`${path}.results.jsonl`))).toEqual(['1', '2']);
    expect(relay.services.shopline.customers()).toHaveLength(1);
  });

  it.each([
    {
      name: 'no contact',
      rows: ['name,city', 'Ada,Taipei'],
      words: AS_OF,
      says: 'line 1: no column is an e-mail address or a phone. Its columns: “name”, “city”.',
    },
    {
      name: 'two columns of one field',
      rows: ['Email,E-mail', 'a@b.example,c@d.example'],
      words: AS_OF,
      says: 'line 1: column 1 (“Email”) and column 2 (“E-mail”) both look like email.',
    },
    {
      name: 'no time',
      rows: ['email', 'a@b.example'],
      words: [],
      says: 'has no column with the time of each row. Say when the list was true: --as-of',
    },
    {
      name: 'a time in the future',
      rows: ['email', 'a@b.example'],
      words: ['--as-of', '2999-01-01'],
      says: '--as-of is in the future',
    },
    {
      name: 'a time that is none',
      rows: ['email', 'a@b.example'],
      words: ['--as-of', 'yesterday'],
      says: '--as-of takes a date or a time',
    },
    {
      name: 'no rows',
      rows: ['email'],
      words: [...AS_OF, '--execute'],
      says: 'has a header, but no row below it',
    },
    {
      name: 'no rows, without sending',
      rows: ['email'],
      words: AS_OF,
      says: 'has a header, but no row below it',
    },
    {
      name: 'a NUL byte',
      rows: ['email,name', 'a@b.example,A\u0000da'],
      words: AS_OF,
      says: 'line 2, column 2 (name): a NUL byte',
    },
    {
      name: 'no header row',
      rows: ['a@b.example,0912345678', 'c@d.example,0922333444'],
      words: AS_OF,
      says: 'line 1: this row names no columns, it holds a person. Put a row with the names',
    },
    {
      name: 'a workbook',
      rows: ['PK\u0003\u0004'],
      words: AS_OF,
      says: 'is an Excel workbook. Open it, and save the sheet as “CSV UTF-8',
    },
    {
      name: 'JSON',
      rows: ['[{"email":"a@b.example"}]'],
      words: AS_OF,
      says: 'is JSON, not CSV. Export the list as CSV.',
    },
    {
      name: 'a page',
      rows: ['<!DOCTYPE html><html>'],
      words: AS_OF,
      says: 'is HTML or XML, not CSV',
    },
    {
      name: 'a cell of a million characters',
      rows: ['email,name', `a@b.example,"${'x'.repeat(1_000_000)}"`],
      words: AS_OF,
      says: 'line 2, column 2 (name): the row has more than 1,000,000 characters',
    },
    {
      name: 'a broken quote',
      rows: ['email,name', 'a@b.example,Ada', 'c@d.example,"Bo" x'],
      words: [...AS_OF, '--execute'],
      says: 'line 3, column 2 (name): a quote is broken',
    },
    {
      name: 'nothing to resume',
      rows: ['email', 'a@b.example'],
      words: ['--resume'],
      says: 'there is nothing to resume',
    },
    {
      name: 'two modes',
      rows: ['email', 'a@b.example'],
      words: [...AS_OF, '--execute', '--reconcile'],
      says: 'Use one of --execute, --resume and --reconcile.',
    },
  ])(
    'says in one sentence what is wrong, and sends nothing: $name',
    async ({ rows, words, says }) => {
      const path = fileOf(...rows);
      const { code, err } = await run(path, ...words);
      expect(code).toBe(2);
      expect(err).toContain(says);
      expect(err.trim()).not.toContain('\n');
      expect(err).not.toContain('a@b.example');
      expect(existsSync(`${path}.results.jsonl`)).toBe(false);
      expect(writes()).toEqual([]);
    },
  );

  it('refuses a store that is unknown or paused', async () => {
    const path = fileOf('email', 'a@b.example');
    const table = openLocalTable(relay.services.dynamoDb);
    const state = {
      version: 1,
      buckets: [],
      plannedUntil: 0,
      pause: {
        reason: 'unauthorized',
        probeAt: Date.now() + 60_000,
        gapMs: 60_000,
        tokenMarks: [],
      },
    };
    await table.put(
      { pk: `store#${store}`, state, version: 1, mark: 'x', expiresAt: 9_999_999_999 },
      { condition: 'attribute_not_exists(pk)', isOwn: () => true },
    );
    const paused = await run(path, ...AS_OF, '--execute');
    expect(paused.code).toBe(2);
    expect(paused.err).toContain(`The store ${store} is paused (unauthorized)`);
    store = 'nowhere';
    expect((await run(path, ...AS_OF)).err).toContain('There is no store nowhere.');
  });

  it('asks which of two columns is the field, and writes all others to the mapping', async () => {
    const map = join(folder, `map-${(files += 1)}.json`);
    const path = fileOf('Email,Work E-mail,Full Name', 'a@b.example,c@d.example,Ada');
    const { code, err } = await run(path, ...AS_OF, '--map', map);
    expect(code).toBe(2);
    expect(err).toContain('both look like email. Which one is it?');
    const { fields } = JSON.parse(readFileSync(map, 'utf8')) as { fields: object };
    expect(fields).toEqual({ name: 'Full Name' });
    writeFileSync(map, JSON.stringify({ fields: { ...fields, email: 'Work E-mail' } }));
    expect(await run(path, ...AS_OF, '--map', map)).toMatchObject({ code: 0, err: '' });
    expect(resultsIn(`${path}.predicted.jsonl`)).toMatchObject([{ email: 'c@d.example' }]);
  });

  it('names a column of the mapping that the file does not have', async () => {
    const map = join(folder, `map-${(files += 1)}.json`);
    writeFileSync(map, '{ "fields": { "email": "Mail" } }');
    const { err } = await run(fileOf('email', 'a@b.example'), ...AS_OF, '--map', map);
    expect(err).toContain('has no column “Mail” for email. Its columns: “email”.');
    writeFileSync(map, '{ "fields": { "email": "email", "consent.email": "email" } }');
    expect((await run(fileOf('email', 'a@b.example'), ...AS_OF, '--map', map)).err).toContain(
      'a consent needs a column and its answers',
    );
    writeFileSync(map, '{ "fields": { "e-mail": "email" } }');
    expect((await run(fileOf('email', 'a@b.example'), ...AS_OF, '--map', map)).err).toContain(
      'no signup has it',
    );
  });

  it('goes on only as it began, with the same file and the same reading', async () => {
    const path = fileOf('email,name', 'a@b.example,Ada');
    const map = join(folder, `map-${(files += 1)}.json`);
    await run(path, ...AS_OF, '--map', map);
    await run(path, ...AS_OF, '--map', map, '--execute');
    expect(await run(path, '--resume', '--map', map, ...AS_OF)).toMatchObject({ code: 0 });
    writeFileSync(map, '{ "fields": { "email": "email" } }');
    const sent = writes().length;
    for (const [words, option] of [
      [['--map', map], '--map'],
      [['--as-of', '2026-02-01'], '--as-of'],
      [['--encoding', 'big5'], '--encoding'],
      [['--update-only'], '--update-only'],
    ] as const) {
      const { code, err } = await run(path, '--resume', ...words);
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining(`began with another ${option}, and --resume`) as string,
      });
    }
    writeFileSync(path, 'email,name\na@b.example,Ada\nb@b.example,Bo');
    expect((await run(path, '--resume')).err).toContain('has changed since the import began');
    const foreign = `${path}.foreign`;
    writeFileSync(foreign, 'my notes');
    for (const words of [['--execute'], [], ['--reconcile']]) {
      const { code, err } = await run(path, ...AS_OF, '--results', foreign, ...words);
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining('exists already') as string,
      });
    }
    expect(readFileSync(foreign, 'utf8')).toBe('my notes');
    expect(writes()).toHaveLength(sent);
  });

  it('refuses single rows, and says why: no time, cells that are shifted', async () => {
    const path = fileOf(
      'email,updated at',
      'a@b.example,2026-01-01 00:00:00',
      'b@b.example,',
      'c@b.example,soon',
      'd@b.example,2999-01-01 00:00:00',
      'e@b.example,2026-01-01 00:00:00,x',
    );
    await run(path);
    expect(
      resultsIn(`${path}.predicted.jsonl`).map(({ result, detail }) => [result, String(detail)]),
    ).toEqual([
      ['created', 'undefined'],
      ['refused', expect.stringContaining('the row has no time')],
      ['refused', expect.stringContaining('cannot be read')],
      ['refused', expect.stringContaining('in the future')],
      ['refused', expect.stringContaining('the row has 3 cells, and the header has 2')],
    ]);
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createDigest } from '../../../src/event/digest.ts';
import type { CopyAttribute } from '../../../src/message/queue-port.ts';
import { anEvent } from '../../support/an-event.ts';
import type { Embedded } from '../../support/embedded.ts';
import { type Hasty, openHasty } from '../../support/hasty-sqs.ts';
import { aLetter, text } from '../../support/letter-world.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { putLetters } from '../../support/letters-deps.ts';
import { contentOf } from '../../support/queued.ts';
import { purgeQueues } from '../../support/sqs-calls.ts';

let hasty: Hasty;
let embedded: Embedded;
beforeAll(async () => {
  hasty = await openHasty();
  ({ embedded } = hasty);
});
afterAll(() => hasty.close());
beforeEach(() => purgeQueues(embedded.sqs));

const run = (...args: readonly string[]) => hasty.run(...args);
const json = (out: string) => JSON.parse(out) as Record<string, unknown>;

const put = (...letters: readonly ReturnType<typeof aLetter>[]) => putLetters(embedded, letters);
const counts = async () => ({
  dead: (await contentOf(embedded, 'deadLetters')).ready.length,
  signups: (await contentOf(embedded, 'signups')).ready.length,
});
const failing = JSON.stringify(
  anEvent({ id: 'bad-1', data: { store: 'us-main', customer: { email: 'ada-at-example' } } }),
);
const fine = (id: string, attributes: Readonly<Record<string, CopyAttribute>> = {}) =>
  aLetter({ id, store: 'us-main', attributes });

describe('signup-relay dlq list', () => {
  it('says so where nothing waits', async () => {
    expect(await run('dlq', 'list')).toMatchObject({ code: 0, out: 'There are no dead letters.' });
  });

  it('shows groups and letters, and nothing of a person', async () => {
    await put(
      fine('e-1'),
      fine('e-2'),
      aLetter({ id: 'bad-1', store: 'us-main', reason: 'invalid_signup', body: failing }),
    );
    const { code, out } = await run('dlq', 'list');
    expect(code).toBe(0);
    expect(out).toContain('3 dead letters. The first expires in 13 days');
    expect(out).toMatch(/unknown_store\s+us-main\s+\/test\s+2\s/);
    expect(out).not.toMatch(/example/);
    const listed = json((await run('dlq', 'list', '--reason', 'invalid_signup', '--json')).out);
    expect(listed).toMatchObject({ total: 1, complete: true, letters: [{ eventId: 'bad-1' }] });
    expect(await counts()).toEqual({ dead: 3, signups: 0 });
  });

  it('has a total for each reason, most letters first, and the whole of what went wrong', async () => {
    const detail = text(
      `the signup is not valid: /customer/email must be ${'very '.repeat(40)}right`,
    );
    await put(
      fine('e-1'),
      ...['tw-main', 'us-main', 'tw-main'].map((store, at) =>
        aLetter({ id: `bad-${at}`, store, reason: 'invalid_signup', attributes: { detail } }),
      ),
    );
    const { out } = await run('dlq', 'list');
    const [groups = ''] = out.split(/^The \d letters that/m);
    const rows = groups.split('\n').filter((line) => / \d+ days?$/.test(line));
    expect(rows.map((row) => row.trim().split(/\s+/).slice(0, 4))).toEqual([
      ['invalid_signup', '2', 'groups', '3'],
      ['tw-main', '/test', '2', expect.any(String)],
      ['us-main', '/test', '1', expect.any(String)],
      ['unknown_store', 'us-main', '/test', '1'],
    ]);
    expect(out).toContain('\n          /customer/email must be very very');
    expect(out).not.toContain('is not valid');
    expect(out).not.toContain('…');
    expect(out.replaceAll(/\s+/g, ' ').match(/very /g)).toHaveLength(120);
    expect(json((await run('dlq', 'list', '--json')).out)).toMatchObject({
      reasons: [
        { reason: 'invalid_signup', count: 3 },
        { reason: 'unknown_store', count: 1 },
      ],
      groups: [{ count: 2 }, { count: 1 }, { count: 1 }],
    });
  });

  it('shows short ids that every command takes', async () => {
    await put(fine('e-1'), fine('e-2'));
    const { out } = await run('dlq', 'list');
    const [, short = ''] = /^([0-9a-f]{8}) {2}e-1 /m.exec(out) ?? [];
    expect(out).toMatch(/To see one: npx signup-relay dlq show [0-9a-f]{8}\n/);
    expect((await run('dlq', 'show', short)).out).toMatch(/^event +e-1$/m);
    const dry = await run('dlq', 'discard', '--id', short, '--why', 'a test');
    expect(dry.out).toContain('--execute would discard 1 letter.');
    const live = await run('dlq', 'replay', '--id', short.toUpperCase(), '--execute', '--json');
    expect(json(live.out)).toMatchObject({ selected: 1, replayed: 1 });
    expect(await counts()).toEqual({ dead: 1, signups: 1 });
    // Shorter beginnings could fit by chance.
    expect((await run('dlq', 'show', short.slice(0, 7))).code).toBe(1);
  });

  it.each([
    ['--reason', 'unheard-of'],
    ['--since', 'yesterday'],
    ['--limit', '0'],
  ])('refuses %s %s', async (...words) => {
    const { code, err } = await run('dlq', 'list', ...words);
    expect([code, err]).toEqual([2, expect.stringContaining(words[0])]);
  });
});

describe('signup-relay dlq show', () => {
  it('marks the error of today, masks values, and shows them when told to', async () => {
    const attributes = { theirs: text('call Ada') };
    await put(aLetter({ id: 'bad-1', reason: 'invalid_signup', body: failing, attributes }));
    const { code, out } = await run('dlq', 'show', 'bad-1');
    expect(code).toBe(0);
    expect(out).toContain('"email": "•••"  ◄ /customer/email must be an e-mail address (format)');
    expect(out).toContain('Attributes of the sender, unchanged: theirs');
    expect(out).toContain('A replay would fail again with invalid_signup');
    expect(out).not.toMatch(/ada-at|call Ada/);
    const revealed = await run('dlq', 'show', 'bad-1', '--reveal');
    expect(revealed.out).toContain('"email": "ada-at-example"  ◄');
    const shown = json((await run('dlq', 'show', 'bad-1', '--json')).out);
    expect(shown).toMatchObject({ prediction: { verdict: 'fails' }, body: { form: 'json' } });
    expect(JSON.stringify(shown)).not.toMatch(/ada-at|call Ada/);
    expect(await counts()).toEqual({ dead: 1, signups: 0 });
  });

  it('says where no letter has the id', async () => {
    const { code, err } = await run('dlq', 'show', 'nothing');
    expect([code, err]).toEqual([1, expect.stringContaining('No dead letter')]);
  });
});

describe('signup-relay dlq replay', () => {
  it('predicts first, then replays, and leaves what fails again', async () => {
    await put(fine('e-1'), fine('e-2'), aLetter({ id: 'bad-1', body: failing }));
    const dry = await run('dlq', 'replay');
    expect(dry.code).toBe(1);
    expect(dry.out).toContain('Dry run: 3 dead letters, nothing was changed.');
    expect(dry.out).toMatch(/delivers\s+unknown_store\s+us-main\s+2/);
    expect(dry.out).toMatch(/fails again\s+unknown_store\s+ok\s+1\n {10}\/customer\/email must/);
    expect(dry.out).toContain('--all --execute would replay 2 and leave 1.');
    expect(await counts()).toEqual({ dead: 3, signups: 0 });

    const live = await run('dlq', 'replay', '--execute', '--rate', '1000', '--store', 'us-main');
    expect(live.code).toBe(0);
    expect(live.out).toContain('Replayed 2 letters at ');
    expect(live.out).toContain('Came back as dead letters: 0 so far');
    expect(await counts()).toEqual({ dead: 1, signups: 2 });

    const again = await run('dlq', 'replay', '--all', '--execute', '--json');
    expect(again.code).toBe(1);
    expect(json(again.out)).toMatchObject({
      selected: 1,
      replayed: 0,
      perLetter: [{ action: 'left' }],
    });
    expect(await counts()).toEqual({ dead: 1, signups: 2 });
  });
});

describe('without a filter', () => {
  it.each([
    [['replay', '--execute']],
    [['replay', '--execute', '--limit', '1', '--first', '1']],
    [['discard', '--why', 'x', '--no-copy', '--execute']],
    [['discard', '--why', 'x', '--no-copy', '--execute', '--limit', '1']],
  ])('%j changes nothing and asks for --all', async (words) => {
    await put(fine('e-1'), fine('e-2'));
    const { code, err } = await run('dlq', ...words);
    expect([code, err]).toEqual([2, expect.stringContaining('Add --all if that is meant')]);
    expect(await counts()).toEqual({ dead: 2, signups: 0 });
  });

  it('--all takes every letter, and contradicts a filter', async () => {
    await put(fine('e-1'), fine('e-2'));
    const both = await run('dlq', 'replay', '--all', '--store', 'us-main', '--execute');
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('not both') as string });
    const dry = await run('dlq', 'discard', '--why', 'x', '--no-copy');
    expect(dry.out).toContain('Dry run: --all --execute would discard 2 letters.');
    const all = ['--all', '--execute'];
    expect(await run('dlq', 'replay', ...all, '--limit', '1')).toMatchObject({
      out: expect.stringContaining('Replayed 1 letter') as string,
    });
    await run('dlq', 'discard', '--why', 'x', '--no-copy', ...all);
    expect(await counts()).toEqual({ dead: 0, signups: 1 });
  });
});

describe('a filter that fits nothing', () => {
  const discard = ['discard', '--why', 'x', '--no-copy'] as const;
  it.each([
    [['list', '--store', 'nosuch'], 'There is no store nosuch:', 'gone, tw-main, us-main'],
    [['replay', '--store', 'nosuch', '--execute'], 'There is no store nosuch:', 'gone'],
    [[...discard, '--store', 'nosuch', '--execute'], 'There is no store nosuch:', 'gone'],
    [['export', '/nowhere/x', '--store', 'nosuch'], 'There is no store nosuch:', 'gone'],
    [['list', '--store', 'nosuch', '--json'], 'There is no store nosuch:', 'gone'],
    [['list', '--id', 'e-9'], 'No dead letter with the id e-9', 'Ids in the queue: e-1, e-2.'],
    [['replay', '--id', 'e-9', '--execute'], 'No dead letter with the id e-9', 'e-1, e-2'],
    [[...discard, '--id', 'e-9', '--execute'], 'No dead letter with the id e-9', 'e-1, e-2'],
    [['list', '--reason', 'reject'], '--reason takes one of', 'rejected'],
    [['list', '--source', '/nosuch'], 'There is no source /nosuch:', 'Known sources: /test'],
    [['replay', '--source', '/nosuch', '--execute'], 'There is no source /nosuch:', '/webhooks/'],
    // Of several names one is known: a slip in another one must not pass.
    [['list', '--store', 'gone,nosuch'], 'There is no store nosuch:', 'gone, tw-main, us-main'],
    [['replay', '--store', 'nosuch,us-main', '--execute'], 'There is no store nosuch:', 'gone'],
    [[...discard, '--id', 'e-1,e-9', '--execute'], 'No dead letter with the id e-9', 'e-1, e-2'],
    [['export', '/nowhere/x', '--id', 'e-1', '--id', 'e-9'], 'the id e-9', 'e-1, e-2'],
    [['list', '--source', '/test,/nosuch'], 'There is no source /nosuch:', '/test'],
    [['list', '--since', '2h', '--until', '3h'], '--until must be later than --since', 'nothing'],
  ])('%j: a slip is an error that names what there is', async (words, what, known) => {
    await put(fine('e-1'), aLetter({ id: 'e-2', store: 'gone' }));
    const { code, out, err } = await run('dlq', ...words);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(what) });
    expect(err).toContain(known);
    expect(await counts()).toEqual({ dead: 2, signups: 0 });
  });

  it.each([
    ['a store that is configured', ['--store', 'tw-main']],
    [
      'a store that a letter names, and a reason of none',
      ['--store', 'gone', '--reason', 'expired'],
    ],
    ['an id of a letter, and a time of none', ['--id', 'e-2', '--until', '2020-01-01']],
    ['a reason', ['--reason', 'expired']],
  ])('is no error because of %s', async (_, words) => {
    await put(aLetter({ id: 'e-2', store: 'gone' }));
    expect(await run('dlq', 'list', ...words)).toMatchObject({ code: 0 });
    expect((await run('dlq', 'replay', ...words, '--execute')).out).toBe(
      'No matching dead letters.',
    );
  });

  it('is no error because of a store that only the ledger or the archive knows', async () => {
    const table = openLocalTable(embedded.dynamoDb);
    await createLedger({ table, digest: createDigest('k'), now: Date.now }).linkContacts(
      'left-in-ledger',
      [{ kind: 'email', value: 'ada@example.com' }],
      'c-1',
    );
    await put(aLetter({ id: 'e-3', store: 'left-in-archive' }));
    const move = ['archive', 'now', '--within', '400', '--store', 'left-in-archive', '--execute'];
    expect((await hasty.run(...move)).code).toBe(0);
    for (const store of ['left-in-ledger', 'left-in-archive'])
      expect(await run('dlq', 'list', '--store', store)).toMatchObject({ code: 0 });
    expect(await run('dlq', 'list', '--id', 'e-3')).toMatchObject({ code: 0 });
    expect(await run('dlq', 'list', '--source', '/test')).toMatchObject({ code: 0 });
    const nowhere = await run('archive', 'list', '--store', 'nosuch');
    expect(nowhere.err).toContain(
      'Known stores: left-in-archive, left-in-ledger, tw-main, us-main.',
    );
    await run('dlq', 'import', '--archive', '--remove');
  });

  it('is no error because of an event or a source that only the ledger knows', async () => {
    const ledger = createLedger({
      table: openLocalTable(embedded.dynamoDb),
      digest: createDigest('k'),
      now: Date.now,
    });
    const clocksOf = (id: string) => ({ name: { time: 1, id } });
    // Once as new customers are kept, and once as an own item.
    await ledger.addNewCustomers('us-main', [
      { customerId: 'c-7', clocks: clocksOf('e-"7"\n/only-in-the-ledger') },
    ]);
    const lease = { holder: 'o', until: Date.now() + 60_000 };
    await ledger.leaseCustomer('us-main', 'c-8', lease);
    await ledger.saveClocks('us-main', 'c-8', lease, clocksOf('e-"8"\n/own-item'));
    for (const words of [
      ['--id', 'e-"7"'],
      ['--id', 'e-"8"'],
      ['--source', '/only-in-the-ledger'],
      ['--source', '/own-item'],
    ])
      expect(await run('dlq', 'list', ...words)).toMatchObject({ code: 0 });
    expect(await run('dlq', 'list', '--id', 'e-')).toMatchObject({ code: 2 });
    expect(await run('dlq', 'list', '--source', '/only')).toMatchObject({ code: 2 });
  });

  it('says how many letters it checked', async () => {
    await put(fine('e-1'), fine('e-2'));
    expect((await run('dlq', 'list', '--reason', 'expired')).out).toBe(
      'No dead letter matches (2 checked). Without options that select letters, all are listed.',
    );
  });

  it('discards the letters of a shop that has left', async () => {
    await put(aLetter({ id: 'e-2', store: 'gone' }));
    const done = await run('dlq', ...discard, '--store', 'gone', '--execute');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('Discarded 1') as string });
  });
});

describe('letters that are delivered without some parts', () => {
  const delivered = JSON.stringify(
    anEvent({
      type: 'webhook.delivered',
      data: {
        customer: undefined,
        store: 'tw-main',
        source: 'html-form',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'email=ada%40example.com&phone=ask+me&email_news=maybe+later',
      },
    }),
  );

  it('are named by `dlq replay`, by path and rule', async () => {
    await put(fine('e-1'), aLetter({ id: 'form-1', store: 'tw-main', body: delivered }));
    const { out } = await run('dlq', 'replay');
    expect(out).toContain(
      'Delivered without some parts:\n  form-1  left out: phone (impossible_phone); unclear: consent.email\n',
    );
    expect(out).not.toMatch(/e-1 {2}left out|ask me|maybe later/);
    const { perLetter } = json((await run('dlq', 'replay', '--json')).out);
    const prediction = {
      leftOut: [{ path: 'phone', rule: 'impossible_phone' }],
      unclear: ['email'],
    };
    expect(perLetter).toContainEqual(
      expect.objectContaining({ prediction: expect.objectContaining(prediction) as object }),
    );
  });

  it('say so in `dlq show`', async () => {
    await put(aLetter({ id: 'form-1', store: 'tw-main', body: delivered }));
    const { out } = await run('dlq', 'show', 'form-1');
    expect(out).toContain(
      'A replay would pass all checks. Left out: phone (impossible_phone). Unclear: consent.email.',
    );
    expect(out).not.toMatch(/ask me|maybe later/);
  });
});

describe('signup-relay dlq discard, export and import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dlq-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('discards with a copy that brings the letters back', async () => {
    await put(fine('e-1'), fine('e-2'));
    const copy = join(folder, 'discarded.jsonl');
    const words = ['dlq', 'discard', '--id', 'e-1', '--why', 'a test', '--to', copy];
    expect(await run(...words)).toMatchObject({
      code: 0,
      out: expect.stringContaining('--execute would discard 1 letter.') as string,
    });
    expect(await counts()).toEqual({ dead: 2, signups: 0 });
    const done = await run(...words, '--execute');
    expect(done.out).toContain(`Discarded 1 letter. A copy is in ${copy}. It holds personal data:`);
    expect(await counts()).toEqual({ dead: 1, signups: 0 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(await run('dlq', 'import', copy)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Imported 1 letter') as string,
    });
    expect(await run('dlq', 'import', copy)).toMatchObject({
      out: expect.stringContaining('Already in the queue: 1.') as string,
    });
    expect(await counts()).toEqual({ dead: 2, signups: 0 });
  });

  it('imports from a file what the options select, as every dlq command does', async () => {
    await put(fine('e-1'), fine('e-2'), aLetter({ id: 'e-3', store: 'gone' }));
    const file = join(folder, 'selected.jsonl');
    await run('dlq', 'export', file, '--remove');
    const imported = async (...words: readonly string[]) =>
      json((await run('dlq', 'import', file, '--json', ...words)).out);
    expect(await imported('--store', 'gone')).toMatchObject({ read: 1, imported: 1 });
    expect(await imported('--id', 'e-1,e-2', '--limit', '1')).toMatchObject({ imported: 1 });
    expect(await imported()).toMatchObject({ read: 3, imported: 1, alreadyThere: 2 });
    expect(await counts()).toEqual({ dead: 3, signups: 0 });
  });

  it('exports, adds to a file only when told to, and names broken lines', async () => {
    await put(fine('e-1'));
    const file = join(folder, 'letters.jsonl');
    expect(await run('dlq', 'export', file)).toMatchObject({ code: 0 });
    expect(await run('dlq', 'export', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('exists already') as string,
    });
    expect(await run('dlq', 'export', file, '--append', '--remove')).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(await counts()).toEqual({ dead: 0, signups: 0 });
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"half of ada@example.com`);
    const { code, out } = await run('dlq', 'import', file);
    expect(code).toBe(1);
    expect(out).toContain('Imported 1 letter');
    expect(out).toContain('Lines that are not a letter: 3');
    expect(out).not.toContain('ada@');
  });

  it.each([
    [['discard'], '--why'],
    [['discard', '--why', 'x', '--no-copy', '--to', 'f'], '--no-copy'],
    [['import'], '--archive'],
    [['import', 'f', '--remove'], '--archive'],
    [['import', '/nowhere/at-all'], 'cannot be read'],
    [['replay', '--rate', '0'], '--rate'],
  ])('refuses %j', async (words, why) => {
    const { code, err } = await run('dlq', ...words);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correctionLines } from '../../../src/cli/dlq/correct-command.ts';
import { fromLine } from '../../../src/dead-letters/file-format.ts';
import { anEvent } from '../../support/an-event.ts';
import type { Embedded } from '../../support/embedded.ts';
import { type Hasty, openHasty } from '../../support/hasty-sqs.ts';
import { aLetter } from '../../support/letter-world.ts';
import { putLetters } from '../../support/letters-deps.ts';
import { contentOf } from '../../support/queued.ts';
import { purgeQueues } from '../../support/sqs-calls.ts';

let hasty: Hasty;
let embedded: Embedded;
beforeAll(async () => {
  hasty = await openHasty();
  ({ embedded } = hasty);
  // The proxy knows no S3.
  process.env['AWS_ENDPOINT_URL_S3'] = embedded.env['AWS_ENDPOINT_URL_S3'];
});
afterAll(() => hasty.close());
beforeEach(() => purgeQueues(embedded.sqs));

const folder = mkdtempSync(join(tmpdir(), 'correct-'));
const file = (name: string, text?: string): string => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};
const run = (...args: readonly string[]) =>
  hasty.run('dlq', 'correct', 'bad-1', '--why', 'phoned Ada Lin', ...args);
const counts = async () => ({
  dead: (await contentOf(embedded, 'deadLetters')).ready.length,
  signups: (await contentOf(embedded, 'signups')).ready.length,
});
const body = JSON.stringify(
  anEvent({
    id: 'bad-1',
    data: { store: 'us-main', customer: { email: 'ada-at-example', name: 'Ada Lin' } },
  }),
);
const put = () =>
  putLetters(embedded, [
    aLetter({ id: 'bad-1', store: 'us-main', reason: 'invalid_signup', body }),
  ]);

const FIX = ['--set', 'customer.email=ada@example.com'];

describe('signup-relay dlq correct', () => {
  it('shows the difference and what would become of it; values are masked', async () => {
    await put();
    const { code, out } = await run(
      ...FIX,
      '--remove',
      'customer.name',
      '--set',
      'consent.sms.state=denied',
    );
    expect(code).toBe(0);
    expect(out).toContain('Dry run: nothing was changed.');
    expect(out).toContain('event   bad-1 → bad-1~1');
    expect(out).toMatch(/customer\.email {2,}••• {2,}•••\n/);
    expect(out).toMatch(/customer\.name {2,}••• {2,}–\n/);
    expect(out).toMatch(/consent\.sms\.state {2,}– {2,}"denied"\n/);
    expect(out).toContain('The corrected event would pass all checks.');
    expect(out).not.toMatch(/ada-at|ada@|Lin/);
    expect(await counts()).toEqual({ dead: 1, signups: 0 });
    const revealed = await run(...FIX, '--reveal');
    expect(revealed.out).toMatch(/customer\.email {2,}"ada-at-example" {2,}"ada@example.com"/);
    const json = await run(...FIX, '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      step: 'dry run',
      eventId: 'bad-1~1',
      changes: [{ field: 'customer.email', before: '•••', after: '•••' }],
      prediction: { verdict: 'delivers' },
    });
    expect(json.out).not.toMatch(/ada-at|ada@|Lin/);
  });

  it('with --execute writes the original, sends the corrected event, and removes the letter', async () => {
    await put();
    const to = file('original.jsonl');
    const { code, out } = await run(...FIX, '--execute', '--to', to, '--by', 'mei');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('Corrected: the event is on the queue'),
    ]);
    expect(out).toContain(`The original and the reason are in ${to}.`);
    expect(out).not.toMatch(/ada-at|ada@|Lin/);
    expect(await counts()).toEqual({ dead: 0, signups: 1 });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    const line = readFileSync(to, 'utf8').trim();
    expect(fromLine(line)?.body).toBe(body);
    expect(JSON.parse(line)).toMatchObject({ why: 'phoned Ada Lin', correctedBy: 'mei' });
    expect(await run(...FIX)).toMatchObject({
      code: 1,
      err: expect.stringContaining('No dead letter'),
    });
  });

  it('sends nothing that would fail again, and names the next mistake', async () => {
    await put();
    const { code, out } = await run('--set', 'customer.name=Ada', '--execute');
    expect(code).toBe(1);
    expect(out).toContain('Nothing was sent: the corrected event would fail again.');
    expect(out).toContain('/customer/email must be an e-mail address');
    expect(await counts()).toEqual({ dead: 1, signups: 0 });
  });

  it('takes a patch, and asks the shops', async () => {
    await put();
    const patch = file('patch.json', '\uFEFF{"customer":{"email":"ada@example.com","name":null}}');
    const { out, err } = await run('--patch', patch, '--ask-shops');
    expect([out, err]).toEqual([expect.stringContaining('and the customer would be created.'), '']);
  });

  it('takes the short id that dlq list shows', async () => {
    await put();
    const { letters } = JSON.parse((await hasty.run('dlq', 'list', '--json')).out) as {
      readonly letters: readonly { readonly messageId: string }[];
    };
    const short = letters[0]?.messageId.slice(0, 8) ?? '';
    const { out } = await hasty.run('dlq', 'correct', short, '--why', 'typo', ...FIX);
    expect(out).toContain('event   bad-1 → bad-1~1');
  });

  it.each([
    [['--set', 'customer.fone=1'], '--set customer.fone: a signup has no such field.'],
    [['--set', 'customer.phone=12'], '--set customer.phone: must have at least 3 characters'],
    [['--remove', 'customer.note'], '--remove customer.note: the event has no such field.'],
    [['--set', 'consent.email.state=granted'], 'consent.email: to grant a consent'],
    [
      ['--patch', file('broken.json', '{\n  "customer": {,}\n}')],
      'broken.json is not JSON: line 2, column 16.',
    ],
    [['--patch', file('list.json', '[]')], 'list.json must hold an object'],
    [['--patch', file('nowhere.json')], 'nowhere.json cannot be read (ENOENT)'],
    [[], 'Say what to correct: --set <path>=<value>, --remove <path> or --patch <file>.'],
    [[...FIX, '--why', ' '], 'Add the reason: --why'],
    [[...FIX, '--by', 'Mei Lin'], '--by takes a login'],
    [[...FIX, '--person', 'two'], '--person takes a whole number'],
    [[...FIX, '--person', '2'], '--person takes one of these numbers for this letter: 1.'],
    [[...FIX, '--execute', '--to', file('there.jsonl', 'x')], 'there.jsonl exists already'],
  ])('refuses %j in one sentence', async (args, message) => {
    await put();
    const { code, err } = await run(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(await counts()).toEqual({ dead: 1, signups: 0 });
  });
});

it('an earlier correction is found in the files of the folder', async () => {
  const own = mkdtempSync(join(tmpdir(), 'earlier-'));
  for (const [name, text] of [
    ['corrected-2026-09-15.jsonl', 'second\n'],
    ['corrected-2026-09-14.jsonl', 'first\n'],
    ['discarded-2026-09-14.jsonl', 'no correction\n'],
  ] as const)
    writeFileSync(join(own, name), text);
  mkdirSync(join(own, 'corrected-folder.jsonl'));
  const lines: string[] = [];
  for await (const line of correctionLines(own)) lines.push(line);
  expect(lines).toEqual(['first', 'second']);
  rmSync(own, { recursive: true });
  for await (const line of correctionLines(own)) lines.push(line);
  expect(lines).toHaveLength(2);
});

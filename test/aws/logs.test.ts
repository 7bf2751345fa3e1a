import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogs, filterPatterns } from '../../src/aws/logs.ts';
import { WaitError } from '../../src/event/errors.ts';
import { createLogStore } from '../../src/local/aws/log-store.ts';

const GROUPS = { consume: '/consume', receive: '/receive' };
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

async function open(groups: Partial<typeof GROUPS> = GROUPS) {
  let now = 1_000;
  const store = createLogStore(Object.values(GROUPS), { now: () => (now += 1), pageLines: 3 });
  const endpoint = await store.listen();
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await store.close();
  });
  let pages = 0;
  const logs = createLogs({ client, groups, onPage: () => (pages += 1) });
  return { store, logs, pages: () => pages };
}
const ALWAYS = { from: 0, until: 1_000_000 };

describe('the logs', () => {
  it('are read to the last page, sorted by time, each line once', async () => {
    const { store, logs, pages } = await open();
    for (let line = 0; line < 10; line += 1) {
      store.write(
        line % 2 === 0 ? GROUPS.consume : GROUPS.receive,
        line > 5 ? `a-1 b-2 ${line}` : 'other',
      );
    }
    const found = await logs.find({ terms: ['a-1', 'b-2'], ...ALWAYS });
    expect(found).toEqual([
      { source: 'consume', at: 1_007, text: 'a-1 b-2 6' },
      { source: 'receive', at: 1_008, text: 'a-1 b-2 7' },
      { source: 'consume', at: 1_009, text: 'a-1 b-2 8' },
      { source: 'receive', at: 1_010, text: 'a-1 b-2 9' },
    ]);
    expect(pages()).toBe(4);
  });

  it('are read from one time to another, both included', async () => {
    const { store, logs } = await open();
    for (let line = 0; line < 5; line += 1) store.write(GROUPS.consume, `x ${line}`);
    const found = await logs.find({ terms: ['x'], from: 1_002, until: 1_004 });
    expect(found.map(({ at }) => at)).toEqual([1_002, 1_003, 1_004]);
  });

  it.each([
    'say "hi" now',
    String.raw`back\slash-1`,
    'a b',
    '?x',
    '-x',
    '{ $.a = 1 }',
    '[x]',
    '%x%',
  ])('are searched for %j as it is', async (term) => {
    const { store, logs } = await open();
    store.write(GROUPS.consume, `before ${term} after`);
    store.write(GROUPS.consume, 'something else');
    const found = await logs.find({ terms: [term], ...ALWAYS });
    expect(found.map(({ text }) => text)).toEqual([`before ${term} after`]);
  });

  it('are not searched without terms', async () => {
    const { store, logs, pages } = await open();
    store.write(GROUPS.consume, 'x');
    expect(await logs.find({ terms: ['', '"'], ...ALWAYS })).toEqual([]);
    expect(pages()).toBe(0);
  });

  it('name a group that does not exist, and reject when they cannot be reached', async () => {
    const { store, logs } = await open({ consume: '/nowhere' });
    const query = { terms: ['x'], ...ALWAYS };
    await expect(logs.find(query)).rejects.toThrow(
      new WaitError('there is no log group /nowhere; are stage and region right?'),
    );
    await store.close();
    await expect(logs.find(query)).rejects.toThrow(/^the log cannot be reached/);
  });
});

describe('filterPatterns', () => {
  it('fills each pattern up to the limit of CloudWatch', () => {
    const terms = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(16, '0'));
    const patterns = filterPatterns([...terms, ...terms]);
    expect(patterns.join(' ').match(/\?"\d{16}"/g)).toEqual(terms.map((term) => `?"${term}"`));
    expect(Math.max(...patterns.map(({ length }) => length))).toBeLessThanOrEqual(1_024);
    expect(patterns).toHaveLength(2);
  });

  it('searches the beginning of a term that is too long', () => {
    expect(filterPatterns(['x'.repeat(2_000)])).toEqual([`"${'x'.repeat(500)}"`]);
  });
});

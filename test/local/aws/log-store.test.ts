import { expect, describe, it, onTestFinished } from 'vitest';
import { awsJson } from '../../../src/local/aws/aws-json.ts';
import { createLogStore, type LogStoreOptions } from '../../../src/local/aws/log-store.ts';

interface Page {
  readonly events: readonly { readonly message: string; readonly timestamp: number }[];
  readonly nextToken?: string;
}

async function open(options: LogStoreOptions = {}) {
  const store = createLogStore(['/a', '/b'], options);
  const endpoint = await store.listen();
  onTestFinished(() => store.close());
  const filter = (input: object): Promise<Page> =>
    awsJson<Page>({
      endpoint,
      target: 'Logs_20140328.FilterLogEvents',
      input: { logGroupName: '/a', ...input },
    });
  const find = async (filterPattern?: string): Promise<readonly string[]> =>
    (await filter({ filterPattern })).events.map(({ message }) => message);
  return { store, filter, find };
}

describe('the embedded CloudWatch Logs', () => {
  it.each([
    [undefined, ['one two', 'two three', '{"id":"x-1"}']],
    ['', ['one two', 'two three', '{"id":"x-1"}']],
    ['two', ['one two', 'two three']],
    ['"one two"', ['one two']],
    ['one two', ['one two']],
    ['two -one', ['two three']],
    ['?one ?"x-1"', ['one two', '{"id":"x-1"}']],
    ['"x-1"', ['{"id":"x-1"}']],
  ])('finds by %j', async (pattern, lines) => {
    const { store, find } = await open();
    for (const line of ['one two', 'two three', '{"id":"x-1"}']) store.write('/a', line);
    store.write('/b', 'one two three x-1');
    expect(await find(pattern)).toEqual(lines);
  });

  it.each(['{ $.id = "x" }', '%x%', '[a, b]', 'x-1', '"open', 'a'.repeat(1_025)])(
    'refuses the pattern %s instead of finding the wrong lines',
    async (pattern) => {
      const { find } = await open();
      await expect(find(pattern)).rejects.toThrow('InvalidParameterException');
    },
  );

  it('answers in pages; an empty page may be followed by more', async () => {
    const { store, filter } = await open({ pageLines: 2 });
    for (const line of ['other', 'other', 'x']) store.write('/a', line);
    const { events, nextToken } = await filter({ filterPattern: 'x' });
    expect(events).toEqual([]);
    expect(await filter({ filterPattern: 'x', nextToken })).toMatchObject({
      events: [{ message: 'x' }],
    });
  });

  it('drops the oldest lines beyond the limit', async () => {
    const { store, find } = await open({ maxLines: 10 });
    for (let line = 0; line < 100; line += 1) store.write('/a', `line ${line}`);
    const kept = await find();
    expect(kept.length).toBeLessThanOrEqual(11);
    expect(kept.at(-1)).toBe('line 99');
  });

  it('refuses unknown groups and operations', async () => {
    const { store, filter } = await open();
    await expect(filter({ logGroupName: '/c' })).rejects.toThrow('ResourceNotFoundException');
    const { endpoint } = store;
    const other = awsJson({ endpoint, target: 'Logs_20140328.PutLogEvents', input: {} });
    await expect(other).rejects.toThrow('UnknownOperationException');
  });
});

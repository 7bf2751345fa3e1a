import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { createSourceShares } from '../../src/consume/reporters.ts';

type Report = Parameters<ReturnType<typeof createSourceShares>['add']>[0];

/** The counts of one process, and the lines that it sends, as `source path metric = sum`. */
function opened(now: () => number) {
  const lines: string[] = [];
  const console = { log: (text: string) => lines.push(text) };
  const metrics = new Metrics({ namespace: 'Test', serviceName: 'relay-dev' });
  Object.assign(metrics, {
    singleMetric: () =>
      Object.assign(
        new Metrics({ namespace: 'Test', serviceName: 'relay-dev', singleMetric: true }),
        { console },
      ),
  });
  const shares = createSourceShares(metrics, now);
  /** Ends an invocation with these reports. */
  const end = (...reports: readonly Report[]): readonly string[] => {
    for (const report of reports) shares.add(report);
    shares.publish();
    return lines.splice(0).map(described);
  };
  return { end };
}

/** What the first invocation of a process with these reports sends. */
function sent(...reports: readonly Report[]): readonly string[] {
  const shares = opened(() => 0);
  const lines = shares.end(...reports);
  expect(shares.end()).toEqual([]);
  return lines;
}

function described(line: string): string {
  const emf = JSON.parse(line) as Record<string, unknown>;
  const { _aws: header } = emf;
  const { CloudWatchMetrics: all } = header as {
    readonly CloudWatchMetrics: readonly { readonly Dimensions: readonly string[][] }[];
  };
  const [dimensions = []] = all[0]?.Dimensions ?? [];
  expect(dimensions.toSorted()).toEqual(
    ['service', 'source', ...('path' in emf ? ['path'] : [])].toSorted(),
  );
  expect(emf['service']).toBe('relay-dev');
  const name = 'ConsentUnclearBalance' in emf ? 'ConsentUnclearBalance' : 'LeftOutBalance';
  const path = 'path' in emf ? ` ${String(emf['path'])}` : '';
  return `${String(emf['source'])}${path} ${name} = ${String(emf[name])}`;
}

const from = (via: string, more: Partial<Report> = {}): Report => ({
  store: 'tw',
  via,
  named: [],
  ...more,
});
const times = (count: number, report: Report): readonly Report[] =>
  Array.from({ length: count }, () => report);

describe('the counts per source', () => {
  it.each([
    [3, 3, 0],
    [4, 3, 1],
    [0, 2, -2],
  ])('weigh %i unclear answers against %i clear ones', (unclear, clear, sum) => {
    const reports = [
      ...times(unclear, from('form', { unclear: ['email'], consents: 1 })),
      ...times(clear, from('form', { consents: 1 })),
    ];
    expect(sent(...reports)).toEqual([`tw/form ConsentUnclearBalance = ${sum}`]);
  });

  it.each([
    ['exactly a fifth', 2, 8, 0],
    ['more than a fifth', 3, 8, 4],
    ['nothing', 0, 5, -5],
  ])('are above zero where more than a fifth lose the part: %s', (_, lost, kept, sum) => {
    const leftOut = [{ path: 'phone', rule: 'impossible_phone' }] as const;
    const reports = [
      ...times(lost, from('form', { leftOut })),
      ...times(kept, from('form', { named: ['phone'] })),
    ];
    expect(sent(...reports)).toEqual([`tw/form phone LeftOutBalance = ${sum}`]);
  });

  it('keep sources, stores and paths apart: a broken one does not hide behind a good one', () => {
    const leftOut = [
      { path: 'addresses.0.phone', rule: 'impossible_phone' },
      { path: 'addresses.1', rule: 'unknown_country' },
      { path: 'tags.3', rule: 'too_long' },
    ] as const;
    const lines = sent(
      from('form', { leftOut, named: ['email', 'addresses'] }),
      from('pos', { named: ['email'] }),
      from('form', { store: 'us', named: ['email'] }),
    );
    expect(lines).toEqual([
      'tw/form email LeftOutBalance = -1',
      // The same path twice is one signup that lost it.
      'tw/form addresses LeftOutBalance = 4',
      'tw/form tags LeftOutBalance = 4',
      'tw/pos email LeftOutBalance = -1',
      'us/form email LeftOutBalance = -1',
    ]);
  });

  it('have no metric for a path that is none of the list, or for the words of a direct producer', () => {
    const leftOut = [{ path: 'ada@example.com', rule: 'wrong_form' }] as const;
    const { via: _, ...direct } = from('x', { leftOut, named: ['email', 'shoeSize'] });
    expect(sent(direct)).toEqual(['tw/direct email LeftOutBalance = -1']);
  });

  it('wait up to a minute while all is well, and are sent at once with what is not', () => {
    let now = 0;
    const { end } = opened(() => now);
    const well = from('form', { named: ['phone', 'email'] });
    const leftOut = [{ path: 'phone', rule: 'impossible_phone' }] as const;
    expect(end(well)).toHaveLength(2);
    now = 59_999;
    expect(end(well, well)).toEqual([]);
    expect(end(from('form', { leftOut }))).toEqual(['tw/form phone LeftOutBalance = 2']);
    const answers = from('form', { unclear: ['email'], consents: 2 });
    expect(end(answers)).toEqual(['tw/form ConsentUnclearBalance = 0']);
    now = 60_000;
    expect(end()).toEqual(['tw/form email LeftOutBalance = -2']);
    now = 119_999;
    expect(end(well)).toEqual([]);
  });

  it('have none for an event that could not be read', () => {
    const { named: _, ...unread } = from('form', {
      leftOut: [{ path: 'phone', rule: 'too_long' }],
    });
    expect(sent(unread)).toEqual([]);
  });
});

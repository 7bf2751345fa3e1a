import { expect, it } from 'vitest';
import { bareSource } from '../../bench/cold/bare-source.ts';
import { digits } from '../../bench/format.ts';
import { performancePage } from '../../bench/performance-page.ts';
import { costsOf } from '../../bench/profile/costs-of.ts';
import { modulesOf, placeOf } from '../../bench/profile/modules-of.ts';
import type { Part, Row } from '../../bench/row.ts';
import { parseSuiteOptions } from '../../bench/suite-options.ts';

const PARTS = ['consume', 'cold'];

it('measures all parts in five rounds by default', () => {
  expect(parseSuiteOptions([], PARTS)).toEqual({
    only: [],
    rounds: 5,
    size: 1,
    isFull: false,
    client: 'fetch',
  });
  const quick = parseSuiteOptions(['--quick', '--only', 'cold,consume', '--rounds', '3'], PARTS);
  expect(quick).toMatchObject({ only: ['cold', 'consume'], rounds: 3 });
  expect(quick.size).toBeLessThan(1);
});

it.each([
  ['--only', 'consumption'],
  ['--rounds', '0'],
  ['--rounds', 'x'],
  ['--client', 'got'],
])('refuses %s %s', (...args) => {
  expect(() => parseSuiteOptions(args, PARTS)).toThrow(args[0]);
});

it.each([
  { value: 1_234.5, text: '1,235' },
  { value: 12.34, text: '12.3' },
  { value: 0.956, text: '0.96' },
  { value: Number.NaN, text: '–' },
])('writes $value as $text', ({ value, text }) => {
  expect(digits(value)).toBe(text);
});

it('marks reached goals on the page, and omits empty columns', () => {
  const part: Part = {
    key: 'x',
    title: 'Speed',
    unit: 'per second',
    notes: ['A note.'],
    measure: async () => Promise.resolve([]),
  };
  const rows: readonly Row[] = [
    { name: 'ours', measured: '5', goal: { target: '≥ 6', isReached: false } },
    { name: 'theirs', measured: '6' },
  ];
  const page = performancePage([{ part, rows }], { date: 'd', machine: 'm', command: 'c' });
  expect(page).toContain('|  | per second | goal |  |\n');
  expect(page).toContain('| ours | 5 | ≥ 6 | MISSED |\n');
  expect(page).toContain('| theirs | 6 |  |  |\n');
});

it('gives a bare handler exactly the clients of the function’s services', () => {
  const source = bareSource('consume');
  expect(source).toContain('new SQSClient({})');
  expect(source).toContain('new DynamoDBClient({})');
  expect(source).not.toContain('S3');
  expect(() => bareSource('unheard-of')).toThrow('unheard-of');
});

it('finds the module and the package of a line of a bundle', () => {
  const modules = modulesOf(
    'var a;\n// node_modules/@x/y/index.js\nvar b;\n// src/relay/z.ts\nvar c;',
  );
  expect([modules[0], modules[2], modules[4]].map((module = '') => placeOf(module))).toEqual([
    '(bundle)',
    '@x/y',
    'src/relay',
  ]);
});

it('counts the time of Node.js for its caller', () => {
  const frame = (functionName: string) => ({ functionName, url: '', lineNumber: 0 });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 4] },
      { id: 2, callFrame: frame('ours'), children: [3] },
      { id: 3, callFrame: frame('writev') },
      { id: 4, callFrame: frame('(idle)') },
    ],
    samples: [2, 3, 4, 3],
    timeDeltas: [1_000, 2_000, 90_000, 4_000],
  };
  const costs = costsOf(profile, ({ functionName }) =>
    functionName === 'ours' ? functionName : undefined,
  );
  expect(costs).toEqual([['ours', 7]]);
});

import type { ShopFacts, Store } from '../../generated/types.ts';
import { harmless } from '../../util/harmless.ts';
import { counted } from '../../util/counted.ts';
import { duration } from '../output/format.ts';
import { paint, type Screen, table } from '../output/table.ts';
import { wrap } from '../output/text.ts';
import { type Difference, differencesOf } from './differences.ts';
import type { People } from './people.ts';
import { MAX_CALLS } from './probe-calls.ts';
import { planOf } from './plan.ts';
import type { ProbeResult } from './run-probe.ts';

/** The dry run: calls and people, and what stays. */
export function describePlan(
  name: string,
  store: Store,
  { people, perSecond }: { readonly people: People; readonly perSecond: number },
  screen: Screen,
): string {
  const plan = planOf(store.platform);
  const columns = [
    { title: 'at most', align: 'right' },
    { title: 'call' },
    { title: 'to find' },
  ] as const;
  const rows = plan.map(({ call, most, why }) => [String(most), call, why]);
  const [first, last] = [people.person(1), people.person(5)];
  return [
    `A probe of ${name} makes these calls, at most ${MAX_CALLS}, ${perSecond} a second:`,
    table(columns, rows, screen),
    [
      `It invents up to five people: ${first.email} to ${last.email}, ${first.phone} to ${last.otherPhone}.`,
      store.platform === 'shopline'
        ? 'Notifications are off, and the probe removes its customers in the end.'
        : 'Shoplazza cannot turn notifications off or delete customers: up to five customers stay.',
      'Nothing was sent. To do it, add --execute.',
    ].join('\n'),
  ].join('\n\n');
}

interface ProbeFiles {
  readonly file: string;
  readonly facts: string;
}

/** What a run found, and what it left behind. */
export function describeProbe(
  name: string,
  result: ProbeResult,
  files: ProbeFiles,
  screen: Screen,
): string {
  const { facts, stopped, calls, removed, staying, uncertain } = result;
  const made = `${counted(calls, 'call')} made, ${counted(removed, 'invented customer')} removed.`;
  const stays =
    staying.length === 0
      ? []
      : [
          [
            `These invented customers are still in the shop:`,
            ...staying.map((id) => `  ${harmless(id)}`),
          ].join('\n'),
        ];
  const maybe =
    uncertain.length === 0
      ? []
      : [
          [
            'The shop may also have customers with these e-mails:',
            ...uncertain.map((email) => `  ${email}`),
          ].join('\n'),
        ];
  if (!facts) {
    const why = `The probe of ${name} stopped: ${stopped ?? ''}. Run the same command again: it goes on with ${files.file}.`;
    return [paint(screen, 'yellow', why), made, ...stays, ...maybe].join('\n\n');
  }
  return [
    ...describeFacts(facts, screen),
    ...describeDifferences(name, differencesOf(facts), screen),
    ...stays,
    ...maybe,
    `${made} ${files.facts} holds the facts.`,
  ].join('\n\n');
}

function describeFacts({ facts, unknown }: ShopFacts, screen: Screen): readonly string[] {
  const columns = [{ title: 'fact' }, { title: 'this shop' }] as const;
  const rows = Object.entries(facts).map(([name, value]) => [name, valueText(name, value)]);
  const open = unknown.flatMap(({ fact, why }) => indented(`${fact}: ${why}.`, 2, screen));
  return [table(columns, rows, screen), ['Still unknown:', ...open].join('\n')];
}

function valueText(name: string, value: unknown): string {
  if (name === 'searchLagMs') {
    return typeof value === 'number' ? `at most ${duration(value)}` : 'not within a minute';
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' ? 'none' : text;
}

/** Where a shop differs from what the relay assumes, and what that means. */
export function describeDifferences(
  name: string,
  differences: readonly Difference[],
  screen: Screen,
): readonly string[] {
  if (differences.length === 0) return [`${harmless(name)} does what the relay assumes.`];
  const lines = differences.flatMap(({ fact, shop, relay, means }) => [
    ...indented(`${fact}: ${shop}. The relay assumes: ${relay}.`, 2, screen),
    ...indented(means, 4, screen),
  ]);
  const title = `${harmless(name)} differs from what the relay assumes:`;
  return [[paint(screen, 'yellow', title), ...lines].join('\n')];
}

const indented = (text: string, by: number, { columns }: Screen): readonly string[] =>
  wrap(text, Math.max(40, columns - by)).map((line) => `${' '.repeat(by)}${line}`);

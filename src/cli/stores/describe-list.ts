import { paint } from '../paint.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { clock } from './clock.ts';
import type { StoreReport } from './store-report.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

const COLUMNS = [
  { title: 'store' },
  { title: 'platform' },
  { title: 'country' },
  { title: 'shop' },
  { title: 'token' },
  { title: 'state' },
  { title: 'calls/s', align: 'right' },
  { title: 'sources' },
] as const;

/** Every store in one line, and below the table what is wrong with some. */
export function describeList(stores: readonly StoreReport[], screen: Screen): string {
  if (stores.length === 0) {
    return 'No store is configured. Put one with: signup-relay store put <name> <file>';
  }
  const rows = stores.map((store) => [
    store.name,
    store.platform ?? '',
    store.country ?? '',
    store.baseUrl === undefined ? '' : new URL(store.baseUrl).host,
    store.hasToken === true ? 'present' : '',
    stateWords(store),
    store.pace ? String(store.pace.perSecond) : '',
    (store.sources ?? [])
      .map(({ name, tool }) => (name === tool ? name : `${name} (${tool})`))
      .join(', '),
  ]);
  return [table(COLUMNS, rows, screen), ...stores.flatMap((store) => remarks(store, screen))].join(
    '\n\n',
  );
}

/** What a store does, in a few words. */
export function stateWords({ valid, breaker }: StoreReport): string {
  if (!valid) return 'invalid';
  if (!breaker) return 'unknown';
  if (breaker.state === 'working') return 'working';
  return `paused: ${breaker.reason ?? ''}, next try ${clock(breaker.nextProbeAt)}`;
}

/** What to look at, one place a line. */
export function remarks(store: StoreReport, screen: Screen): readonly string[] {
  const { name, mistakes, warnings } = store;
  const lines = (of: readonly string[]): string => of.map((one) => `  ${one}`).join('\n');
  return [
    ...(mistakes.length > 0
      ? [
          `${paint(screen, 'red', `${name} cannot be used; its signups wait until it is corrected:`)}\n${lines(mistakes)}`,
        ]
      : []),
    ...(warnings.length > 0
      ? [`${paint(screen, 'yellow', `${name} works, but:`)}\n${lines(warnings)}`]
      : []),
  ];
}

import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { clock } from './clock.ts';
import { remarks, stateWords } from './describe-list.ts';
import type { SourceReport, StoreReport } from './store-report.ts';

type Screen = Pick<Terminal, 'isInteractive' | 'env' | 'columns'>;

/** Everything about one store but its secrets. */
export function describeStore(store: StoreReport, screen: Screen): string {
  const facts = factsOf(store);
  const width = Math.max(...facts.map(([label]) => label.length));
  const lines = facts.map(([label, value]) => `${label.padEnd(width + 2)}${value}`);
  return [lines.join('\n'), ...sourcesOf(store, screen), ...remarks(store, screen)].join('\n\n');
}

function factsOf(store: StoreReport): readonly (readonly [string, string])[] {
  const { name, platform, country, baseUrl, userAgent, limits, defaults, changedAt } = store;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['store', name],
    ['platform', platform],
    ['shop', baseUrl],
    ['token', store.hasToken === true ? 'present' : undefined],
    ['user agent', userAgent],
    ['country', country ?? (platform && 'none: national phone numbers are refused')],
    [
      'limits',
      limits &&
        `${limits.map(({ perSecond, burst }) => `${perSecond}/s, burst ${burst}`).join('; ')}${store.hasOwnLimits === true ? '' : ' (as the platform documents)'}`,
    ],
    [
      'defaults',
      defaults &&
        Object.entries(defaults)
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(', '),
    ],
    ['state', stateWords(store)],
    ['last refused', store.breaker?.refusedAt && clock(store.breaker.refusedAt)],
    ['pace', paceWords(store)],
    ['changed', changedAt && clock(changedAt)],
  ];
  return facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function paceWords({ pace }: StoreReport): string | undefined {
  if (!pace) return undefined;
  const { perSecond, isSlowed, turnsTaken, plannedUntil, calls, failures } = pace;
  return [
    `${perSecond} calls/s${isSlowed ? ', slowed down by a 429' : ''}`,
    `${turnsTaken} turns taken`,
    ...(calls > 0 ? [`${calls} calls this minute, ${failures} failed`] : []),
    ...(plannedUntil === undefined ? [] : [`returns planned until ${clock(plannedUntil)}`]),
  ].join('; ');
}

function sourcesOf({ sources, valid }: StoreReport, screen: Screen): readonly string[] {
  if (!valid) return [];
  if (!sources || sources.length === 0) {
    return ['No sources: webhooks for this store are refused; events on the queue are taken.'];
  }
  const columns = ['source', 'tool', 'let in by', 'country', 'mapped fields'];
  const addresses = sources.map(({ address }) => `  ${address}`);
  const rows = sources.map((source) => [
    source.name,
    source.tool,
    accessWords(source),
    [source.country, source.timeZone].filter(Boolean).join(' '),
    source.fields > 0 ? String(source.fields) : '',
  ]);
  return [
    table(
      columns.map((title) => ({ title })),
      rows,
      screen,
    ),
    // Not in the table: an address must be there in full, to be copied.
    ['Webhook addresses', ...addresses].join('\n'),
  ];
}

function accessWords({ isPublic, unsigned, secrets, tool }: SourceReport): string {
  if (isPublic && tool === 'html-form') return 'origin of the page';
  const count = `${secrets} ${secrets === 1 ? 'secret' : 'secrets'}`;
  return unsigned ? `address, ${count}` : `signature, ${count}`;
}

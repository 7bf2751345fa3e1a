import { commandLine, timeOf } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { paint, type Screen, table } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import type { SourceReport, StoreReport } from './store-report.ts';

/** One store in full, without its secrets. */
export function describeStore(store: StoreReport, screen: Screen): string {
  const facts = factsOf(store);
  const width = Math.max(...facts.map(([label]) => label.length));
  const lines = facts.map(([label, value]) => `${label.padEnd(width + 2)}${harmless(value)}`);
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
    ['country', country ?? (platform && 'none: national phone numbers are rejected')],
    [
      'limits',
      limits &&
        `${limits.map(({ perSecond, burst }) => `${perSecond}/s, burst ${burst}`).join('; ')}${store.hasOwnLimits === true ? '' : ' (documented by the platform)'}`,
    ],
    [
      'defaults',
      defaults &&
        Object.entries(defaults)
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(', '),
    ],
    ['state', describeState(store)],
    ['last refused', store.breaker?.refusedAt && clock(store.breaker.refusedAt)],
    ['pace', describePace(store)],
    ['changed', changedAt && clock(changedAt)],
  ];
  return facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function describePace({ pace }: StoreReport): string | undefined {
  if (!pace) return undefined;
  const { perSecond, isSlowed, slotsTaken, plannedUntil, calls, failures } = pace;
  return [
    `${perSecond} calls/s${isSlowed ? ', slowed down by a 429' : ''}`,
    `${counted(slotsTaken, 'call')} waiting`,
    ...(calls > 0 ? [`${counted(calls, 'call')} in this minute, ${failures} failed`] : []),
    ...(plannedUntil === undefined
      ? []
      : [`postponed signups return until ${clock(plannedUntil)}`]),
  ].join('; ');
}

function sourcesOf({ sources, valid }: StoreReport, screen: Screen): readonly string[] {
  if (!valid) return [];
  if (!sources || sources.length === 0) {
    return ['No sources: webhooks for this store are refused. Events on the queue are delivered.'];
  }
  const columns = ['source', 'tool', 'access by', 'country', 'mapped fields'];
  const addresses = sources.map(({ address }) => `  ${harmless(address)}`);
  const rows = sources.map((source) => [
    source.name,
    source.preset ?? source.tool,
    describeAccess(source),
    [source.country, source.timeZone].filter(Boolean).join(' '),
    source.fields > 0 ? String(source.fields) : '',
  ]);
  return [
    table(
      columns.map((title) => ({ title })),
      rows,
      screen,
    ),
    // Not in the table, which could cut an address: people copy it.
    ['Webhook addresses', ...addresses].join('\n'),
  ];
}

function describeAccess(source: SourceReport): string {
  const { isPublic, unsigned, secrets, tool, hasCredential } = source;
  if (isPublic && tool === 'html-form') return 'page origin';
  const fetches = hasCredential === true ? '; fetches answers' : '';
  return `${unsigned ? 'address' : 'signature'}, ${counted(secrets, 'secret')}${fetches}`;
}

/** `2026-09-15 03:20:00 UTC`. */
const clock = (time = ''): string => {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? '?' : timeOf(ms);
};

const LIST_COLUMNS = [
  { title: 'store' },
  { title: 'platform' },
  { title: 'country' },
  { title: 'shop' },
  { title: 'token' },
  { title: 'state' },
  { title: 'calls/s', align: 'right' },
  { title: 'sources' },
] as const;

/**
 * One row for each store, and below the table all mistakes and warnings.
 *
 * @param strays names of stores that have sources only.
 */
export function describeStores(
  stores: readonly StoreReport[],
  strays: readonly string[],
  screen: Screen,
): string {
  if (stores.length + strays.length === 0) {
    return `No store is configured. To add one: ${commandLine(screen, 'store put <name> <file> --execute')}`;
  }
  const rows = stores.map((store) => [
    store.name,
    store.platform ?? '',
    store.country ?? '',
    store.baseUrl === undefined ? '' : new URL(store.baseUrl).host,
    store.hasToken === true ? 'present' : '',
    describeState(store),
    store.pace ? String(store.pace.perSecond) : '',
    (store.sources ?? [])
      .map(({ name, tool, preset = tool }) =>
        name === preset.replace(/@\d+$/, '') ? name : `${name} (${preset})`,
      )
      .join(', '),
  ]);
  return [
    table(LIST_COLUMNS, rows, screen),
    ...stores.flatMap((store) => remarks(store, screen)),
    ...strays.map((name) =>
      paint(
        screen,
        'red',
        `${harmless(name)} has sources, but is no store: its webhooks become dead letters (unknown_store). Write it again with store put.`,
      ),
    ),
  ].join('\n\n');
}

/** The state of a store in a few words. */
function describeState({ valid, breaker }: StoreReport): string {
  if (!valid) return 'invalid';
  if (!breaker) return 'unknown';
  if (breaker.state === 'working') return 'working';
  return `paused: ${breaker.reason ?? ''}, next try ${clock(breaker.nextProbeAt)}`;
}

/** Mistakes and warnings, one on each line. */
function remarks(store: StoreReport, screen: Screen): readonly string[] {
  const { name, mistakes, warnings } = store;
  const lines = (of: readonly string[]): string => of.map((one) => `  ${harmless(one)}`).join('\n');
  return [
    ...(mistakes.length > 0
      ? [
          `${paint(screen, 'red', `${harmless(name)} is invalid. Its signups wait until these mistakes are corrected:`)}\n${lines(mistakes)}`,
        ]
      : []),
    ...(warnings.length > 0
      ? [
          `${paint(screen, 'yellow', `${harmless(name)} works, but check this:`)}\n${lines(warnings)}`,
        ]
      : []),
  ];
}

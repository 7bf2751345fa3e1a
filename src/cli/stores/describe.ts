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
  return [
    lines.join('\n'),
    ...sourcesOf(store, screen),
    ...pausedSources(store, screen),
    ...remarks(store, screen),
  ].join('\n\n');
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
    ['paused since', store.breaker?.since && clock(store.breaker.since)],
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
      .map(({ name, tool, preset = tool, breaker }) => {
        const shown = name === preset.replace(/@\d+$/, '') ? name : `${name} (${preset})`;
        return breaker?.state === 'paused' ? `${shown}: paused` : shown;
      })
      .join(', '),
  ]);
  return [
    table(LIST_COLUMNS, rows, screen),
    ...stores.flatMap((store) => [...pausedSources(store, screen), ...remarks(store, screen)]),
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

/** What a pause of a source means, and what to do, by its reason. */
const PAUSED: Readonly<
  Record<string, (asks: string) => { readonly why: string; readonly remedy: string }>
> = {
  unauthorized: (asks) => ({
    why: `${asks} refuses the credential in \`fetch\``,
    remedy: 'Put a new one into the file of the store and write it. It is tried at once.',
  }),
  failing: (asks) => ({
    why: `most calls to ${asks} fail`,
    remedy: `Nothing, if ${asks} is down: the relay tries again by itself. Otherwise look at \`fetch.baseUrl\`.`,
  }),
};

/** Sources whose tool is not asked at the moment: since when, why, and what to do. */
function pausedSources({ name, sources = [] }: StoreReport, screen: Screen): readonly string[] {
  return sources.flatMap(({ name: source, asks = 'the tool', breaker }) => {
    if (breaker?.state !== 'paused') return [];
    const { reason = '', since, nextProbeAt } = breaker;
    const said = PAUSED[reason]?.(asks);
    const from = since === undefined ? '' : ` since ${clock(since)}`;
    const title = `${name}/${source} is paused${from}: ${said?.why ?? reason}.`;
    const command = commandLine(screen, `store check ${name} --fetch`);
    return [
      [
        paint(screen, 'yellow', harmless(title)),
        '  Its deliveries wait, after 48 hours as dead letters. Other sources and the shop go on.',
        `  To do: ${said?.remedy ?? ''} To try it: ${command}`,
        `  Next try: ${clock(nextProbeAt)}`,
      ].join('\n'),
    ];
  });
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

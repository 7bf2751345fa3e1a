import { paint, type Screen, table } from '../output/table.ts';
import type { StoreCheck } from './check-store.ts';
import type { PutResult } from './put-store.ts';
import type { SourceReport, StoreReport } from './store-report.ts';

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
  const { perSecond, isSlowed, slotsTaken, plannedUntil, calls, failures } = pace;
  return [
    `${perSecond} calls/s${isSlowed ? ', slowed down by a 429' : ''}`,
    `${slotsTaken} turns taken`,
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

/** A time as people read it: `2026-09-15 03:20:00 UTC`. */
const clock = (time: string | number | undefined): string => {
  const ms = typeof time === 'number' ? time : Date.parse(time ?? '');
  if (Number.isNaN(ms)) return '?';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
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
  return [
    table(LIST_COLUMNS, rows, screen),
    ...stores.flatMap((store) => remarks(store, screen)),
  ].join('\n\n');
}

/** What a store does, in a few words. */
function stateWords({ valid, breaker }: StoreReport): string {
  if (!valid) return 'invalid';
  if (!breaker) return 'unknown';
  if (breaker.state === 'working') return 'working';
  return `paused: ${breaker.reason ?? ''}, next try ${clock(breaker.nextProbeAt)}`;
}

/** What to look at, one place a line. */
function remarks(store: StoreReport, screen: Screen): readonly string[] {
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

const CHECK_COLUMNS = [
  { title: 'store' },
  { title: 'check' },
  { title: 'latency', align: 'right' },
  { title: 'clock', align: 'right' },
  { title: 'result' },
] as const;

/** One line per store, and below what to look at, in full. */
export function describeChecks(checks: readonly StoreCheck[], screen: Screen): string {
  const rows = checks.map(({ name, ok, result, calls, clockAheadSeconds }) => [
    name,
    ok ? 'ok' : 'failed',
    calls.length === 0 ? '' : `${Math.max(...calls.map(({ durationMs }) => durationMs))} ms`,
    clockWords(clockAheadSeconds),
    ok ? result : 'see below',
  ]);
  const notes = checks.flatMap((check) => remarksOn(check, screen));
  return [table(CHECK_COLUMNS, rows, screen), ...notes].join('\n\n');
}

function remarksOn(check: StoreCheck, screen: Screen): readonly string[] {
  const { name, ok, result, mistakes, warnings } = check;
  const lines = [...(ok ? [] : [result]), ...mistakes, ...warnings].map((line) => `  ${line}`);
  return lines.length > 0
    ? [[paint(screen, ok ? 'yellow' : 'red', `${name}:`), ...lines].join('\n')]
    : [];
}

/** A difference of a second says nothing: the header knows no smaller part. */
function clockWords(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (Math.abs(seconds) <= 1) return 'same';
  return `${seconds > 0 ? '+' : ''}${seconds} s`;
}

/** What was written, by the names of keys; or why nothing was. */
export function describePut(result: PutResult, screen: Screen): string {
  const { mistakes, warnings } = result;
  const notes = [...mistakes, ...warnings].map((one) => `  ${one}`);
  return [headline(result, screen), ...keysOf(result), ...notes].join('\n');
}

function headline(result: PutResult, screen: Screen): string {
  const { name, outcome, check, isNew, version, tier } = result;
  if (outcome === 'invalid')
    return paint(screen, 'red', `Not written. The configuration of ${name} is invalid:`);
  if (outcome === 'refused') {
    return `${paint(screen, 'red', 'Not written.')} ${check?.result ?? ''}\nWrite it all the same with --no-check.`;
  }
  const tried = check ? 'The shop takes the token.' : 'The token was not tried.';
  if (outcome === 'unchanged') return `${name} is as it was; nothing was written. ${tried}`;
  const cost =
    tier === 'Advanced' ? ' It is longer than 4 KB, so AWS charges for it (advanced tier).' : '';
  const use = 'Functions use it within their STORES_TTL_SECONDS (60).';
  return `${isNew === true ? 'Created' : 'Changed'} ${name}, version ${version ?? '?'}. ${tried} ${use}${cost}`;
}

function keysOf({ keys, outcome }: PutResult): readonly string[] {
  if (!keys || outcome !== 'written') return [];
  return (['added', 'changed', 'removed'] as const).flatMap((kind) =>
    keys[kind].length > 0 ? [`  ${kind}: ${keys[kind].join(', ')}`] : [],
  );
}

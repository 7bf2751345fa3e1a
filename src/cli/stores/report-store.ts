import { limitsOf } from '../../rate-limit/limiter.ts';
import type { Store, StoreSource } from '../../generated/types.ts';
import type { StoreState } from '../../rate-limit/state.ts';
import { steadyGapMs } from '../../rate-limit/slots.ts';
import { SOURCES } from '../../sources/sources.ts';
import { isSecretAddress } from '../../sources/verify/schemes.ts';
import { iso } from '../output/format.ts';
import { entriesOf } from '../../util/is-record.ts';
import type { Configuration } from './read-configuration.ts';
import type { BreakerReport, PaceReport, SourceReport, StoreReport } from './store-report.ts';

interface ReportContext {
  readonly state: StoreState | undefined;
  /** Those of the sources whose answers are fetched, by name. */
  readonly sourceStates?: ReadonlyMap<string, StoreState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly changedAt?: number;
  /** Whether an older version wrote the sources into the store's own parameter. */
  readonly hasOwnSources?: boolean;
  /** The beginning of webhook addresses, without a slash at the end. */
  readonly publicUrl: string;
}

/** A report on a store, without secrets. */
export function reportStore(
  name: string,
  { store, completed, mistakes, warnings }: Configuration,
  { state, sourceStates, now, changedAt, publicUrl, hasOwnSources = false }: ReportContext,
): StoreReport {
  return {
    name,
    valid: store !== undefined,
    mistakes,
    warnings: hasOwnSources ? [...warnings, ownSources(name)] : warnings,
    ...(store && {
      platform: store.platform,
      ...(store.country !== undefined && { country: store.country }),
      baseUrl: store.baseUrl,
      hasToken: store.accessToken !== '',
      ...(store.userAgent !== undefined && { userAgent: store.userAgent }),
      limits: limitsOf(store),
      hasOwnLimits: store.limits !== undefined,
      ...(store.defaults && { defaults: store.defaults }),
      sources: sourcesOf(name, completed ?? store, {
        publicUrl,
        ...(sourceStates && { sourceStates }),
      }),
    }),
    ...(state && { breaker: breakerOf(state) }),
    ...(state && store && { pace: paceOf(state, store, now) }),
    ...(changedAt !== undefined && { changedAt: iso(changedAt) }),
  };
}

const ownSources = (name: string): string =>
  `its own parameter holds the sources, as an older version wrote them: \`receive\` does not read them there. Run store migrate ${name}`;

function breakerOf({ pause }: StoreState): BreakerReport {
  if (!pause) return { state: 'working' };
  const { reason, since, probeAt, gapMs } = pause;
  return {
    state: 'paused',
    reason,
    ...(since !== undefined && { since: iso(since) }),
    refusedAt: iso(probeAt - gapMs),
    nextProbeAt: iso(probeAt),
  };
}

function paceOf(state: StoreState, store: Store, now: number): PaceReport {
  const gapMs = steadyGapMs(state, limitsOf(store), now);
  const full = steadyGapMs({ ...state, slow: { factor: 1, since: now } }, limitsOf(store), now);
  const recent = state.recent && now - state.recent.since < 60_000 ? state.recent : undefined;
  const ahead = Math.max(0, ...state.buckets.map((time) => time - now));
  return {
    perSecond: Math.round(100_000 / gapMs) / 100,
    isSlowed: gapMs > full * 1.001,
    slotsTaken: Math.round(ahead / gapMs),
    ...(state.plannedUntil > now && { plannedUntil: iso(state.plannedUntil) }),
    calls: recent?.calls ?? 0,
    failures: recent?.failures ?? 0,
  };
}

const sourcesOf = (
  store: string,
  { sources = {} }: Store,
  { publicUrl, sourceStates }: Pick<ReportContext, 'publicUrl' | 'sourceStates'>,
): readonly SourceReport[] =>
  Object.entries(sources).map(([name, source]) =>
    toSource(name, source, {
      address: `${publicUrl}/webhooks/${store}/${name}`,
      state: sourceStates?.get(name),
    }),
  );

function toSource(
  name: string,
  source: StoreSource,
  { address, state }: { readonly address: string; readonly state: StoreState | undefined },
): SourceReport {
  const { tool, preset, secrets = [], unsigned = false, country, timeZone, delivery } = source;
  const isInAddress = isSecretAddress(source);
  const asks = SOURCES.get(tool)?.fetcherOf?.(source)?.vendor;
  const fields = tool === 'custom' ? delivery?.['fields'] : source.fields;
  return {
    name,
    tool,
    ...(preset !== undefined && { preset }),
    secrets: secrets.length,
    unsigned: unsigned || isInAddress,
    isPublic: source.public !== undefined,
    ...(source.fetch && { hasCredential: true }),
    ...(asks !== undefined && { asks }),
    ...(state && { breaker: breakerOf(state) }),
    ...(country !== undefined && { country }),
    ...(timeZone !== undefined && { timeZone }),
    fields: entriesOf(fields).length,
    address: `${address}${isInAddress ? '/<secret>' : ''}`,
  };
}

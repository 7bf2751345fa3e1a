import { PlatformError } from '../../delivery/platform-port.ts';
import { WaitError } from '../../event/errors.ts';
import type { ShopFacts, Store, StoreSource } from '../../generated/types.ts';
import { checkToken } from '../../platforms/check-token.ts';
import type { Exchange } from '../../http/exchange.ts';
import type { PlatformsDeps } from '../../platforms/shared/shop-call.ts';
import { referenceOf } from '../../sources/form/field-references.ts';
import { SOURCES } from '../../sources/sources.ts';
import type { CallRecord } from '../../telemetry/call-record.ts';
import { checkFetches, type FetchCheck } from './check-fetches.ts';
import { hooksOf } from './shop-hooks.ts';
import { type Difference, differencesOf } from '../probe/differences.ts';
import { dialectOf } from '../probe/run-probe.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';

/** The result of a check of one store. Holds no secrets and no personal data. */
export interface StoreCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One short sentence for people. */
  readonly result: string;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** Defaults that changed with this version and that the configuration does not decide. */
  readonly changes: readonly ChangedRule[];
  /** How the shop's own webhooks are registered, one sentence a line. */
  readonly hooks: readonly string[];
  /** Where the shop differs from what the relay assumes; only with the facts of a probe. */
  readonly differences?: readonly Difference[];
  /** The preset of each source that names one: `webflow@1`. Absent where none does. */
  readonly presets?: Readonly<Record<string, string>>;
  /** The credentials of sources that fetch answers. Absent where they were not tried. */
  readonly fetches?: readonly FetchCheck[];
  /** The calls that were made, with status and duration. */
  readonly calls: readonly CallRecord[];
  /** Seconds that the shop's clock is ahead of this machine's. The header `Date` has whole seconds only. */
  readonly clockAheadSeconds?: number;
}

/** Whether the shop itself said no. Without an answer, the address or the network can be wrong. */
export const hasAnswered = ({ calls }: Pick<StoreCheck, 'calls'>): boolean =>
  calls.some(({ status }) => status !== undefined);

/** Timeout for all calls to one shop, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** With a larger difference, signatures and times are wrong. Seconds. */
const MOST_SKEW = 30;

interface CheckDeps extends Pick<PlatformsDeps, 'http' | 'now'> {
  /** The beginning of webhook addresses, without a slash at the end. @default a placeholder */
  readonly publicUrl?: string;
  readonly facts?: readonly ShopFacts[];
  /** Calls the tools of sources that fetch answers. Without it, their credentials are not tried. */
  readonly fetchExchange?: Exchange;
}

/** Validates a configuration and tests its token with calls that change nothing. An error of the shop is a result, not a rejection. */
export async function checkStore(name: string, text: string, deps: CheckDeps): Promise<StoreCheck> {
  const configuration = readConfiguration(name, text);
  const { store, mistakes, warnings } = configuration;
  if (!store) {
    const result = 'the configuration is invalid; the token was not tested';
    return { name, ok: false, result, mistakes, warnings, changes: [], hooks: [], calls: [] };
  }
  const facts = deps.facts?.find((one) => one.store === name);
  const ofShop = await askShop(name, store, configuration, deps);
  const checked = await withFetches(ofShop, configuration, deps);
  return facts ? withFacts(checked, store, facts) : checked;
}

async function withFetches(
  check: StoreCheck,
  { completed }: Configuration,
  { fetchExchange }: Pick<CheckDeps, 'fetchExchange'>,
): Promise<StoreCheck> {
  if (fetchExchange === undefined || completed === undefined) return check;
  const fetches = await checkFetches(completed, fetchExchange);
  const isFine = fetches.every(({ result }) => result === 'works' || result === 'reachable');
  return { ...check, ok: check.ok && isFine, fetches };
}

function withFacts(check: StoreCheck, store: Store, facts: ShopFacts): StoreCheck {
  const { platform, version } = dialectOf(store);
  const isSame = facts.platform === platform && facts.version === version;
  const old = `the facts are of ${facts.platform} ${facts.version}, and the store is ${platform} ${version}: probe it again`;
  return isSame
    ? { ...check, differences: differencesOf(facts) }
    : { ...check, warnings: [...check.warnings, old] };
}

async function askShop(
  name: string,
  store: Store,
  { warnings }: Configuration,
  { http, now, publicUrl }: CheckDeps,
): Promise<StoreCheck> {
  const calls: CallRecord[] = [];
  const hooks = hooksOf(name, store, publicUrl ?? '<PUBLIC_URL>');
  const changes = changedRules(store);
  const base = { name, mistakes: [], changes, hooks, ...presetsOf(store), calls };
  try {
    const startedAt = now();
    const onCall = (record: CallRecord) => void calls.push(record);
    const answer = await checkToken(store, { timeoutMs: TIMEOUT_MS, onCall }, { http, now });
    const lastTook = calls.at(-1)?.durationMs ?? 0;
    const between = Math.max(startedAt, now() - lastTook / 2);
    const skew = aheadSeconds(answer.headers['date'], between);
    return {
      ...base,
      ok: true,
      result: 'the shop accepts the token',
      warnings: [...warnings, ...skewWarnings(skew)],
      ...(skew !== undefined && { clockAheadSeconds: skew }),
    };
  } catch (error) {
    if (!(error instanceof PlatformError || error instanceof WaitError)) throw error;
    return { ...base, ok: false, result: error.message, warnings };
  }
}

function presetsOf({ sources = {} }: Store): Pick<StoreCheck, 'presets'> {
  const named = Object.entries(sources).flatMap(([name, { preset }]) =>
    preset === undefined ? [] : [[name, preset] as const],
  );
  return named.length > 0 ? { presets: Object.fromEntries(named) } : {};
}

/** Undefined if the answer has no time. */
function aheadSeconds(date: string | undefined, ourMs: number): number | undefined {
  const theirs = Date.parse(date ?? '');
  // The header is cut to whole seconds: half a second is the mean error.
  return Number.isNaN(theirs) ? undefined : Math.round((theirs + 500 - ourMs) / 1_000);
}

const skewWarnings = (skew: number | undefined): readonly string[] =>
  skew !== undefined && Math.abs(skew) > MOST_SKEW
    ? [
        `the clock of the shop is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the clock of this machine`,
      ]
    : [];

/** A default that changed in this version, and the line of configuration that decides it. */
interface ChangedRule {
  /** The sources that it is about. */
  readonly sources: readonly string[];
  /** The rule that counted before and does not count now. */
  readonly what: string;
  /** For each of these sources, in the store's configuration. */
  readonly line: string;
}

const FORM_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'html-form',
  'google-forms',
  'typeform',
  'tally',
  'jotform',
]);

/** Their own fields can say something about text messages. */
const SMS_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'klaviyo',
  'brevo',
  'activecampaign',
  'mailchimp',
]);

/** No older version knows them, so nothing changed for them. */
const NEW_TOOLS: ReadonlySet<StoreSource['tool']> = new Set([
  'custom',
  'surveycake',
  'meta-lead-ads',
  'hubspot',
  'shopline',
  'shoplazza',
]);

/** Rules that counted before and do not count now. A store with an explicit setting gets none. */
export function changedRules({ sources = {}, unusable }: Store): readonly ChangedRule[] {
  const all = Object.entries(sources).filter(([, { tool }]) => !NEW_TOOLS.has(tool));
  const anonymous = all.filter(
    ([, { tool, trust }]) => trust === undefined && SOURCES.get(tool)?.trust === 'anonymous',
  );
  const lenient = all.filter(([, source]) => (source.unusable ?? unusable) === undefined);
  return [
    ...all.flatMap(([name, source]) => unlistedConsents(name, source)),
    ...ruleFor(anonymous, {
      what: 'anonymous by default now: no longer changes e-mail and phone of a customer who exists, nor undoes a refusal. If the source checks its senders',
      line: '"trust": "verified"',
    }),
    ...ruleFor(lenient, {
      what: 'a part that cannot be used no longer makes a dead letter: only the part is left out. To get dead letters as before',
      line: '"unusable": "refuse"',
    }),
  ];
}

const ruleFor = (
  sources: readonly (readonly [string, StoreSource])[],
  rule: Pick<ChangedRule, 'what' | 'line'>,
): readonly ChangedRule[] =>
  sources.length > 0 ? [{ sources: sources.map(([name]) => name), ...rule }] : [];

function unlistedConsents(name: string, { tool, fields = {} }: StoreSource): ChangedRule[] {
  const channels = FORM_TOOLS.has(tool) ? ['email', 'sms'] : SMS_TOOLS.has(tool) ? ['sms'] : [];
  return channels.flatMap((channel): readonly ChangedRule[] => {
    const path = `consent.${channel}`;
    const field = fields[path];
    // A reference with `=` names the option that grants.
    if (field === undefined || typeof field === 'object' || field.includes('=')) return [];
    const lists = '"granted": ["<words of the yes>"], "denied": ["<words of the no>"]';
    return [
      {
        sources: [name],
        what: `answers that only begin with a yes, and ticked options among several, no longer grant ${path}: they are unclear. To list the answers that count`,
        line: `"${path}": { "field": ${JSON.stringify(referenceOf(field))}, ${lists} }`,
      },
    ];
  });
}

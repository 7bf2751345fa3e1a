import { PlatformError } from '../../delivery/platform-port.ts';
import type { ShopFacts, Store } from '../../generated/types.ts';
import { HttpError } from '../../http/http.ts';
import { shoplazzaVersion, versionMistake } from '../../platforms/versions.ts';
import { UsageError } from '../usage-error.ts';
import { type Findings, type Journal, type JournalState, stateOf } from './journal.ts';
import { createLab } from './lab.ts';
import {
  createProbeCalls,
  type ProbeCallDeps,
  type ProbeCalls,
  ProbeStopped,
} from './probe-calls.ts';
import type { ProbeDialect } from './probe-shop.ts';
import { adoptLate, type ProbeOptions, refuseUnfitShop } from './preflight.ts';
import { shoplazzaProbe } from './shoplazza-probe.ts';
import { SHOPLINE_PROBE } from './shopline-probe.ts';
import { PROBE_STEPS } from './steps.ts';

/** What a run left behind. */
export interface ProbeResult {
  /** Absent if the run stopped before its end. */
  readonly facts?: ShopFacts;
  /** Why the run stopped. */
  readonly stopped?: string;
  readonly calls: number;
  readonly removed: number;
  /** Ids of invented customers that stay in the shop. */
  readonly staying: readonly string[];
  /** E-mails of creates without a known end: the customer may exist. */
  readonly uncertain: readonly string[];
}

/** @throws UsageError the relay does not speak the version of the shop. */
export function dialectOf(store: Store): ProbeDialect {
  if (store.platform === 'shopline') return SHOPLINE_PROBE;
  const version = shoplazzaVersion(store.baseUrl);
  if (version) return shoplazzaProbe(version);
  throw new UsageError(`The store's baseUrl ${versionMistake(store) ?? 'is wrong'}.`);
}

/**
 * Measures a shop with invented customers. A later run with the same file goes on where this one ended.
 *
 * @throws UsageError the shop must not be probed; nothing was written.
 */
export async function runProbe(options: ProbeOptions, deps: ProbeCallDeps): Promise<ProbeResult> {
  const { name, store, people, journal } = options;
  const dialect = dialectOf(store);
  const calls = createProbeCalls(store, deps);
  const lab = createLab({ ...deps, dialect, calls, people, journal, store: name });
  const startedAt = deps.now();
  let stopped: string | undefined;
  let removed = 0;
  try {
    await refuseUnfitShop(options, { dialect, calls, journal });
    for (const step of PROBE_STEPS) {
      const { done, main } = stateOf(journal.lines());
      if (done.has(step.name)) continue;
      const { main: found, ...findings } = await step.run(lab, main);
      const facts = { ...findings.facts, headers: calls.headers() };
      journal.write({
        done: step.name,
        findings: { ...findings, facts },
        ...(found && { main: found }),
      });
    }
    calls.removing();
    await adoptLate(options, { ...deps, dialect, calls, journal, startedAt });
    removed = await removeAll(dialect, calls, journal);
  } catch (error) {
    stopped = whyStopped(error);
  }
  const state = stateOf(journal.lines());
  return {
    ...(stopped === undefined
      ? { facts: factsOf(state, { name, dialect, now: deps.now }) }
      : { stopped }),
    calls: calls.made(),
    removed,
    staying: state.ids,
    uncertain: state.open.map(({ email }) => email),
  };
}

/** @throws the error, if it is none that a later run can go on after. */
function whyStopped(error: unknown): string {
  if (error instanceof ProbeStopped) return error.message;
  if (error instanceof HttpError) return 'a call got no answer';
  if (error instanceof PlatformError) throw new UsageError(error.message, { cause: error });
  throw error;
}

/** Removes what the probe made, where the API can. */
async function removeAll(
  { remove }: ProbeDialect,
  { call }: ProbeCalls,
  journal: Journal,
): Promise<number> {
  if (!remove) return 0;
  let removed = 0;
  for (const id of stateOf(journal.lines()).ids) {
    const { status } = await call(remove(id));
    if (status >= 300 && status !== 404) continue;
    journal.write({ removed: id });
    removed += 1;
  }
  return removed;
}

/** A customer's own click cannot be made by a program: it is always unknown. */
const OWN_CLICK = {
  fact: 'updatedAtOnClick',
  why: 'whether updated_at moves when a customer clicks on unsubscribe: no call can click for a customer. Try it by hand',
};

function factsOf(
  { done }: JournalState,
  {
    name,
    dialect,
    now,
  }: Pick<ProbeOptions, 'name'> & {
    readonly dialect: ProbeDialect;
    readonly now: () => number;
  },
): ShopFacts {
  const findings = [...done.values()];
  return {
    format: 1,
    store: name,
    platform: dialect.platform,
    version: dialect.version,
    probedAt: new Date(now()).toISOString(),
    facts: {
      ...mergedFacts(findings),
      // A later step may be of another run: the first value of each header counts.
      headers: Object.fromEntries(
        findings.toReversed().flatMap(({ facts }) => Object.entries(facts.headers ?? {})),
      ),
    },
    unknown: [...findings.flatMap(({ unknown }) => unknown), OWN_CLICK],
  };
}

function mergedFacts(findings: readonly Findings[]): Findings['facts'] {
  const all: Findings['facts'] = {};
  for (const { facts } of findings) Object.assign(all, facts);
  return all;
}

import type { SSMClient } from '@aws-sdk/client-ssm';
import { type ConfigurationPaths, readStored, type StoredStore } from '../../aws/store-admin.ts';
import { deleteParameter, keysOf, putParameter } from '../../aws/write-parameters.ts';
import { WaitError } from '../../event/errors.ts';
import type { PlatformsDeps } from '../../platforms/shared/shop-call.ts';
import { parseRecord } from '../../util/is-record.ts';
import { checkStore, type StoreCheck } from './check-store.ts';
import { type Change, planStore, type ParameterStep, sizeMistake } from './plan-store.ts';
import { readConfiguration } from './read-configuration.ts';

/** The result of `store put`, `store set-token` and, for one store, of `store migrate`. Holds no secrets. */
export interface PutResult {
  readonly name: string;
  /**
   * `would_change`: nothing is written without `--execute`. `needs_replace`: nothing is written without `--replace`, even
   * with `--execute`. `refused`: the shop did not accept the token.
   */
  readonly outcome:
    | 'written'
    | 'unchanged'
    | 'would_change'
    | 'needs_replace'
    | 'invalid'
    | 'refused';
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** Absent if the token was not tested. */
  readonly check?: StoreCheck;
  readonly isNew?: boolean;
  /** The changes of the configuration, secrets without their values. */
  readonly changes?: readonly Change[];
  /** What would be lost, so that `--replace` is needed; each a sentence. */
  readonly losses?: readonly string[];
  /** Number of parameters that were or would be written or removed. */
  readonly parameters?: number;
  /** Of the shop's parameter, after the write. */
  readonly version?: number;
  /** The most expensive tier of what was written. */
  readonly tier?: string;
}

export interface PutDeps extends Pick<PlatformsDeps, 'http' | 'now'> {
  readonly client: Pick<SSMClient, 'send'>;
  readonly paths: ConfigurationPaths;
}

export interface PutOptions {
  /** Whether the token is tested first. */
  readonly checks: boolean;
  readonly execute: boolean;
  /** Allows to remove sources and to change the platform. */
  readonly replace?: boolean;
  /** KMS key for new parameters. */
  readonly keyId?: string;
}

/**
 * Validates a configuration, compares it with the stored one, tests the token, and only then writes.
 *
 * @throws WaitError Parameter Store cannot be reached. The same command can run again.
 */
export async function putStoreFile(
  name: string,
  text: string,
  options: PutOptions,
  deps: PutDeps,
): Promise<PutResult> {
  const { store, mistakes, warnings } = readConfiguration(name, text);
  if (!store) return { name, outcome: 'invalid', mistakes, warnings };
  const { client, paths, http, now } = deps;
  const stored = await readStored(client, paths, name);
  const plan = planStore(name, store, { stored, paths });
  if (plan.mistakes.length > 0)
    return { name, outcome: 'invalid', mistakes: plan.mistakes, warnings };
  const check = options.checks ? await checkStore(name, text, { http, now }) : undefined;
  const { isNew, changes, losses, steps } = plan;
  const found = {
    name,
    mistakes,
    warnings: check?.warnings ?? warnings,
    isNew,
    changes,
    losses,
    ...(check && { check }),
    parameters: steps.length,
    version: stored?.version ?? 0,
  };
  if (check && !check.ok) return { ...found, outcome: 'refused' };
  if (steps.length === 0) return { ...found, outcome: 'unchanged' };
  if (!options.execute) return { ...found, outcome: 'would_change' };
  if (losses.length > 0 && options.replace !== true) return { ...found, outcome: 'needs_replace' };
  return { ...found, outcome: 'written', ...(await takeSteps(name, steps, options, deps)) };
}

/**
 * Writes and removes parameters, in order.
 *
 * @throws WaitError a step failed. The steps before it are done, and the same command does the rest.
 */
async function takeSteps(
  name: string,
  steps: readonly ParameterStep[],
  { keyId }: Pick<PutOptions, 'keyId'>,
  { client, paths }: Pick<PutDeps, 'client' | 'paths'>,
): Promise<Pick<PutResult, 'version' | 'tier'>> {
  const shop = `${paths.stores}/${name}`;
  const tiers: string[] = [];
  let version: number | undefined;
  let done = 0;
  try {
    // A new source gets the key of its shop: the functions may decrypt with no other.
    const keys = await keysOf(client, [shop, ...steps.map(({ parameter }) => parameter)]);
    for (const step of steps) {
      if (step.kind === 'remove') await deleteParameter(client, step.parameter);
      else {
        const key = keyId ?? keys.get(step.parameter) ?? keys.get(shop);
        const { text, parameter } = step;
        const written = await putParameter(client, parameter, {
          text,
          ...(key !== undefined && { keyId: key }),
        });
        tiers.push(written.tier);
        if (parameter === shop) ({ version } = written);
      }
      done += 1;
    }
    const tier = tiers.find((one) => one === 'Advanced') ?? tiers[0];
    return { ...(version !== undefined && { version }), ...(tier !== undefined && { tier }) };
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    const text = `${error.message}; ${done} of ${steps.length} parameters are done. To do the rest, run the same command again.`;
    throw new WaitError(text, { cause: error });
  }
}

/** Replaces the token of a store, and nothing else. @throws WaitError Parameter Store cannot be reached. */
export async function setToken(
  { name, shop: shopText = '', text: whole, version }: StoredStore,
  token: string,
  options: Pick<PutOptions, 'checks'>,
  deps: PutDeps,
): Promise<PutResult> {
  const { paths, http, now } = deps;
  const shop = parseRecord(shopText);
  const text = JSON.stringify({ ...parseRecord(whole), accessToken: token });
  const { store, mistakes, warnings } = readConfiguration(name, text);
  if (!store) return { name, outcome: 'invalid', mistakes, warnings };
  // The rest of the parameter stays as it is, also where an older version wrote it.
  const changed = JSON.stringify({ ...shop, accessToken: token });
  const tooLong = sizeMistake('/', changed);
  if (tooLong.length > 0) return { name, outcome: 'invalid', mistakes: tooLong, warnings };
  const check = options.checks ? await checkStore(name, text, { http, now }) : undefined;
  const found = { name, mistakes, warnings: check?.warnings ?? warnings, ...(check && { check }) };
  if (check && !check.ok) return { ...found, outcome: 'refused' };
  if (shop['accessToken'] === token) return { ...found, outcome: 'unchanged', version };
  const parameter = `${paths.stores}/${name}`;
  const write: ParameterStep = { kind: 'write', parameter, text: changed };
  const written = await takeSteps(name, [write], {}, deps);
  const changes: readonly Change[] = [{ kind: 'changed', path: 'accessToken' }];
  return { ...found, outcome: 'written', isNew: false, changes, parameters: 1, ...written };
}

/** Options of `store migrate`. */
export interface MigrateOptions {
  readonly execute: boolean;
  /** Copies the sources and leaves them in the shop's parameter, too: for an older version that still runs. */
  readonly keepSources: boolean;
}

/**
 * Takes the sources out of a store's own parameter, where an older version wrote them. Changes nothing else.
 *
 * @throws WaitError Parameter Store cannot be reached. The same command can run again.
 */
export async function migrateStore(
  stored: StoredStore,
  { execute, keepSources }: MigrateOptions,
  { client, paths }: Pick<PutDeps, 'client' | 'paths'>,
): Promise<PutResult> {
  const { name, text, version } = stored;
  const { store, mistakes, warnings } = readConfiguration(name, text);
  if (!store) return { name, outcome: 'invalid', mistakes, warnings };
  const plan = planStore(name, store, { stored, paths });
  if (plan.mistakes.length > 0)
    return { name, outcome: 'invalid', mistakes: plan.mistakes, warnings };
  const shop = `${paths.stores}/${name}`;
  const steps = plan.steps.filter(({ parameter }) => !keepSources || parameter !== shop);
  const found = { name, mistakes, warnings, parameters: steps.length, version };
  if (steps.length === 0) return { ...found, outcome: 'unchanged' };
  if (!execute) return { ...found, outcome: 'would_change' };
  return { ...found, outcome: 'written', ...(await takeSteps(name, steps, {}, { client, paths })) };
}

import { putStore, readStoreText } from '../../aws/store-admin.ts';
import type { PlatformsDeps } from '../../platforms/shared/shop-call.ts';
import type { Deployment } from '../deployment.ts';
import { leavesOf } from '../explain/alter.ts';
import { checkStore, type StoreCheck } from './check-store.ts';
import { readConfiguration } from './read-configuration.ts';

/** The result of `store put`. */
export interface PutResult {
  readonly name: string;
  readonly outcome: 'written' | 'unchanged' | 'invalid' | 'refused';
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** Absent with `--no-check`. */
  readonly check?: StoreCheck;
  readonly isNew?: boolean;
  readonly keys?: ChangedKeys;
  readonly version?: number;
  readonly tier?: string;
}

interface PutOptions {
  /** Whether the token is tested first. */
  readonly checks: boolean;
  readonly keyId?: string;
}

/** Validates, tests the token, and only then writes. @throws WaitError Parameter Store cannot be reached. */
export async function putStoreFile(
  name: string,
  text: string,
  { checks, keyId }: PutOptions,
  {
    deployment,
    ...deps
  }: Pick<PlatformsDeps, 'http' | 'now'> & { readonly deployment: Deployment },
): Promise<PutResult> {
  const { store, mistakes, warnings } = readConfiguration(name, text);
  if (!store) return { name, outcome: 'invalid', mistakes, warnings };
  const client = deployment.ssm();
  const parameter = `${deployment.requiredName('STORES_PATH')}/${name}`;
  const check = checks ? await checkStore(name, text, deps) : undefined;
  const found = { name, mistakes, warnings: check?.warnings ?? warnings, ...(check && { check }) };
  if (check && !check.ok) return { ...found, outcome: 'refused' };
  const before = await readStoreText(client, parameter);
  const isNew = before === undefined;
  const keys = changedKeys(parsed(before), store);
  if (before === text) return { ...found, outcome: 'unchanged', isNew, keys };
  const written = await putStore(client, parameter, {
    text,
    exists: !isNew,
    ...(keyId !== undefined && { keyId }),
  });
  return { ...found, outcome: 'written', isNew, keys, ...written };
}

/** If the old value is not JSON, every key counts as new. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}

/** The changes of a new configuration, by path and without values. */
interface ChangedKeys {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two configurations leaf by leaf. */
function changedKeys(before: unknown, after: unknown): ChangedKeys {
  const old = leaves(before);
  const next = leaves(after);
  return {
    added: [...next.keys()].filter((path) => !old.has(path)),
    removed: [...old.keys()].filter((path) => !next.has(path)),
    changed: [...next].flatMap(([path, value]) =>
      old.has(path) && old.get(path) !== value ? [path] : [],
    ),
  };
}

const leaves = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(leavesOf(value).map((leaf) => [leaf.path.join('.'), leaf.value]));

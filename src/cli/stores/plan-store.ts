import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationPaths, StoredStore } from '../../aws/store-admin.ts';
import { putTogether, takeApart } from '../../config/store-parts.ts';
import type { Store } from '../../generated/types.ts';
import { asRecord } from '../../util/is-record.ts';
import { leavesOf } from '../explain/alter.ts';

/** One write or removal. The texts hold tokens and secrets. */
export type ParameterStep =
  | { readonly kind: 'write'; readonly parameter: string; readonly text: string }
  | { readonly kind: 'remove'; readonly parameter: string };

/** A change of the configuration by its path. Values are set only where they are no secrets. */
export interface Change {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** The way from the stored configuration of a store to another one. */
export interface StorePlan {
  /**
   * In an order that can be cut off anywhere: sources first, the shop next, removals last. A run that starts again makes
   * a shorter plan.
   */
  readonly steps: readonly ParameterStep[];
  readonly changes: readonly Change[];
  readonly isNew: boolean;
  /** The reasons why the plan needs `--replace`, each a sentence. */
  readonly losses: readonly string[];
  /** Mistakes because of which Parameter Store would refuse a step. */
  readonly mistakes: readonly string[];
}

/** Largest value that Parameter Store takes, in bytes (advanced tier). */
const MAX_BYTES = 8_192;

/** Compares the wanted configuration with the stored one, parameter by parameter. */
export function planStore(
  name: string,
  wanted: Store,
  {
    stored,
    paths,
  }: { readonly stored: StoredStore | undefined; readonly paths: ConfigurationPaths },
): StorePlan {
  const { shop, sources } = takeApart(wanted);
  const shopParameter = `${paths.stores}/${name}`;
  const present = stored?.sources ?? {};
  const folder = `${paths.sources}/${name}`;
  const steps: readonly ParameterStep[] = [
    ...Object.entries(sources).flatMap(([source, value]) =>
      writeUnlessEqual(`${folder}/${source}`, value, present[source]),
    ),
    ...writeUnlessEqual(shopParameter, shop, stored?.shop),
    ...Object.keys(present)
      .filter((source) => !Object.hasOwn(sources, source))
      .map((source): ParameterStep => ({ kind: 'remove', parameter: `${folder}/${source}` })),
  ];
  const before = asRecord(parsed(stored?.text));
  return {
    steps,
    changes: changesOf(before, putTogether({ ...shop }, sources)),
    isNew: stored?.shop === undefined,
    losses: lossesOf(before, wanted, Object.keys(present)),
    mistakes: [
      ...Object.entries(sources).flatMap(([source, value]) =>
        sizeMistake(`/sources/${source}`, JSON.stringify(value)),
      ),
      ...sizeMistake('/', JSON.stringify(shop)),
    ],
  };
}

function writeUnlessEqual(
  parameter: string,
  value: object,
  present: string | undefined,
): readonly ParameterStep[] {
  // As JSON: a key that is undefined is no difference.
  const text = JSON.stringify(value);
  return isDeepStrictEqual(parsed(present), parsed(text))
    ? []
    : [{ kind: 'write', parameter, text }];
}

/**
 * The mistake of a value that Parameter Store would refuse, as a list. The schema keeps a shop without sources below.
 *
 * @param where the place in the configuration.
 */
export function sizeMistake(where: string, text: string): readonly string[] {
  const bytes = Buffer.byteLength(text);
  const remedy =
    where === '/'
      ? 'run store migrate, which takes its sources out'
      : 'shorten it, or make two sources of it';
  return bytes > MAX_BYTES
    ? [`${where} has ${bytes} bytes, and a parameter of AWS holds at most ${MAX_BYTES}: ${remedy}`]
    : [];
}

function lossesOf(
  before: Readonly<Record<string, unknown>>,
  { platform, sources = {} }: Store,
  stored: readonly string[],
): readonly string[] {
  const known = new Set([...Object.keys(asRecord(before['sources'])), ...stored]);
  const gone = [...known].filter((name) => !Object.hasOwn(sources, name));
  const old = before['platform'];
  return [
    ...(old !== undefined && old !== platform
      ? ['This changes the platform: the ledger knows the customers of the old shop only.']
      : []),
    ...(gone.length > 0
      ? [
          `This removes ${gone.length === 1 ? 'the source' : 'the sources'} ${gone.join(', ')}: webhooks that go there are refused.`,
        ]
      : []),
  ];
}

/** Compares two configurations leaf by leaf. */
function changesOf(before: unknown, after: unknown): readonly Change[] {
  const old = leaves(before);
  const next = leaves(after);
  const changed = [...next].flatMap(([path, value]): readonly Change[] => {
    if (!old.has(path)) return [{ kind: 'added', path, ...shown('after', path, value) }];
    if (old.get(path) === value) return [];
    const texts = { ...shown('before', path, old.get(path)), ...shown('after', path, value) };
    return [{ kind: 'changed', path, ...texts }];
  });
  const removed = [...old]
    .filter(([path]) => !next.has(path))
    .map(([path, value]): Change =>
      Object.assign({ kind: 'removed' as const, path }, shown('before', path, value)),
    );
  return [...changed, ...removed];
}

const leaves = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(leavesOf(value).map((leaf) => [leaf.path.join('.'), leaf.value]));

/** Settings that are no secret, whatever their value. Every other value stays hidden. */
const SHOWN =
  /^(?:(?:platform|baseUrl|userAgent|country|unusable|refusalDays)|(?:limits|defaults)\.[\w.]+|sources\.[\w-]+\.(?:tool|preset|trust|reconsent|unusable|unsigned|country|timeZone))$/;

const shown = (side: 'before' | 'after', path: string, value: unknown): Partial<Change> =>
  SHOWN.test(path) ? { [side]: String(value) } : {};

/** Undefined if it is not JSON. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

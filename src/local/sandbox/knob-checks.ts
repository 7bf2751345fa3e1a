import { isJsonObject } from './json.ts';
import type { Knobs } from './knobs.ts';

/** For every knob: is this JSON value one that it can take? */
export type KnobChecks<K> = { readonly [Name in keyof K]-?: (value: unknown) => boolean };

export const isAmount = (value: unknown): boolean => typeof value === 'number' && value >= 0;
export const isFlag = (value: unknown): boolean => typeof value === 'boolean';
export const isOneOf =
  (...allowed: readonly unknown[]) =>
  (value: unknown): boolean =>
    allowed.includes(value);
export const isListOf =
  (isItem: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((item) => isItem(item));

const isLimit = (value: unknown): boolean =>
  isJsonObject(value) && isAmount(value['perSecond']) && isAmount(value['burst']);

const isFault = (value: unknown): boolean => {
  if (!isJsonObject(value)) return false;
  const { kind, status } = value;
  return kind === 'answer'
    ? typeof status === 'number' && status >= 200 && status <= 599
    : isOneOf('reset', 'silence', 'pass')(kind);
};

/** The checks of the knobs that every sandbox shop has. */
export const COMMON_KNOB_CHECKS: KnobChecks<Knobs> = {
  searchLagMs: isAmount,
  unique: isFlag,
  latencyMs: isAmount,
  limits: isListOf(isLimit),
  faults: isListOf(isFault),
  emailCase: isOneOf('ignore', 'exact'),
};

/** Names of what cannot be set: unknown knobs and known ones with a value of the wrong kind. */
export function wrongKnobs<K>(
  input: Readonly<Record<string, unknown>>,
  checks: KnobChecks<K>,
): string[] {
  const byName = new Map<string, (value: unknown) => boolean>(Object.entries(checks));
  return Object.entries(input)
    .filter(([name, value]) => byName.get(name)?.(value) !== true)
    .map(([name]) => name);
}

import { ConfigError } from '../../event/errors.ts';
import { showName } from '../../event/issues.ts';
import { PRESETS } from '../../generated/presets.js';
import type { Preset, StoreSource } from '../../generated/types.ts';
import { asRecord, isRecord, memberOf } from '../../util/is-record.ts';

interface Mistake {
  readonly place: string;
  readonly text: string;
}

/** Every preset, by its reference such as `webflow@1`. */
export const presets = (): readonly Preset[] => Object.values(PRESETS);

export const presetOf = (reference: unknown): Preset | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a member of `PRESETS`
  typeof reference === 'string' ? (memberOf(PRESETS, reference) as Preset | undefined) : undefined;

/**
 * A source with all that its preset says and it does not say itself. Fields are completed path by path, everything else
 * as a whole. Completed twice, it is the same. Total for any value, because mistakes are looked for afterwards.
 */
export function completeSource<T>(source: T): T {
  const { tool, preset: reference, delivery = {}, ...own } = asRecord(source);
  const preset = tool === 'custom' ? presetOf(reference) : undefined;
  if (preset === undefined || !isRecord(delivery)) return source;
  const { signature, trust } = preset;
  const fields = delivery['fields'] ?? {};
  const all = isRecord(fields) ? { ...preset.delivery.fields, ...fields } : fields;
  const described: unknown = {
    tool,
    preset: reference,
    // Marked as unsigned, a source has its secret at the end of the address.
    ...(own['unsigned'] !== true && { signature }),
    trust,
    ...own,
    delivery: { ...preset.delivery, ...delivery, fields: all },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same source, with more of its settings
  return described as T;
}

/** The configuration of a store with its sources completed. */
export function completeStore<T>(store: T): T {
  const { sources } = asRecord(store);
  if (!isRecord(sources)) return store;
  const all = Object.entries(sources).map(([name, source]) => [name, completeSource(source)]);
  return { ...store, sources: Object.fromEntries(all) };
}

/** Mistakes in `preset` of the sources of a store, one sentence each. */
export const presetMistakes = (configuration: unknown): readonly Mistake[] =>
  Object.entries(asRecord(asRecord(configuration)['sources'])).flatMap(([name, source]) =>
    presetMistake(source).map((text) => ({ place: `/sources/${showName(name)}/preset`, text })),
  );

function presetMistake(source: unknown): readonly string[] {
  const { tool, preset } = asRecord(source);
  if (preset === undefined) return [];
  if (tool !== 'custom') return ['is only for the tool `custom`'];
  if (presetOf(preset)) return [];
  const known = presets().map(({ name, version }) => `\`${name}@${version}\``);
  return [`must be the name and version of a preset: ${known.join(', ')}`];
}

/** @throws ConfigError the preset does not exist, in this version of the relay. */
export function completeParsed(store: string, source: string, parsed: StoreSource): StoreSource {
  const problems = presetMistake(parsed).map((text) => `/preset ${text}`);
  const subject = `the configuration of source "${source}" of store "${store}"`;
  if (problems.length > 0) throw new ConfigError(subject, problems);
  return completeSource(parsed);
}

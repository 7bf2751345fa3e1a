import { parseSource } from '../event/parse-store.ts';
import type { StoreSource } from '../generated/types.ts';

/**
 * Reads the parameter of one source, and completes it by its preset.
 *
 * @throws ConfigError naming every mistake by its place, and no value.
 */
export const parseSender = async (
  store: string,
  source: string,
  text: string,
): Promise<StoreSource> => completed(store, source, parseSource(store, source, text));

/**
 * A source with all that its preset says. Presets are loaded where one is needed.
 *
 * @throws ConfigError the preset does not exist in this version of the relay.
 */
export async function completed(
  store: string,
  source: string,
  parsed: StoreSource,
): Promise<StoreSource> {
  if (parsed.preset === undefined) return parsed;
  const { completeParsed } = await import('./custom/presets.ts');
  return completeParsed(store, source, parsed);
}

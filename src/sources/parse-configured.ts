import { ConfigError } from '../event/errors.ts';
import { parseSource, parseStore } from '../event/parse-store.ts';
import type { Store, StoreSource } from '../generated/types.ts';
import { completed } from './parse-sender.ts';

/**
 * Reads one store's configuration as `store put` checks it. Its sources are completed by their presets.
 *
 * @throws ConfigError naming every mistake by its place, and no value.
 */
export async function parseConfigured(name: string, text: string): Promise<Store> {
  try {
    const store = parseStore(name, text);
    if (hasOwnRules(store)) await refuseFieldMistakes(name, text);
    return await completedStore(name, store);
  } catch (error) {
    // In the schema's words a mistake in a consent field names neither the field nor what to do.
    if (error instanceof ConfigError) await refuseFieldMistakes(name, text);
    throw error;
  }
}

/**
 * Reads the parameter of one source, as `parseConfigured` does.
 *
 * @throws ConfigError naming every mistake by its place, and no value.
 */
export async function parseConfiguredSource(
  store: string,
  source: string,
  text: string,
): Promise<StoreSource> {
  const whole = (): string => `{"sources":{${JSON.stringify(source)}:${text}}}`;
  try {
    const parsed = parseSource(store, source, text);
    if (parsed.fetch !== undefined) throw strayCredential(store, source);
    if (hasOwnRules({ sources: { [source]: parsed } })) await refuseFieldMistakes(store, whole());
    return await completed(store, source, parsed);
  } catch (error) {
    if (error instanceof ConfigError) await refuseFieldMistakes(store, whole());
    throw error;
  }
}

/** `receive` reads the parameters of sources, and must not see this credential. */
const strayCredential = (store: string, source: string): ConfigError =>
  new ConfigError(`the configuration of source "${source}" of store "${store}"`, [
    '/fetch belongs into the parameter of the store; write the source again with store put',
  ]);

async function completedStore(name: string, store: Store): Promise<Store> {
  if (store.sources === undefined) return store;
  const all = Object.entries(store.sources).map(
    async ([source, parsed]) => [source, await completed(name, source, parsed)] as const,
  );
  return { ...store, sources: Object.fromEntries(await Promise.all(all)) };
}

/** Whether a source has lists of answers or describes its deliveries: their schemas cannot say all rules. */
const hasOwnRules = ({ sources = {} }: Pick<Store, 'sources'>): boolean =>
  Object.values(sources).some(
    ({ tool, delivery, fields = {} }) =>
      tool === 'custom' ||
      delivery !== undefined ||
      Object.values(fields).some((field) => typeof field !== 'string'),
  );

/** Loaded where it is needed: lists are compared with HTML entities read, and their table is large. */
async function refuseFieldMistakes(name: string, text: string): Promise<void> {
  const { fieldMistakesInText } = await import('./field-mistakes.ts');
  const problems = fieldMistakesInText(text).map(({ place, text: what }) => `${place} ${what}`);
  if (problems.length > 0) throw new ConfigError(`the configuration of store "${name}"`, problems);
}

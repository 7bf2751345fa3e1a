import { validateStore, validateStoreSource } from '../generated/store-validators.js';
import type { Validator } from '../generated/validators.js';
import type { Store, StoreSource } from '../generated/types.ts';
import { ConfigError, RejectedError } from './errors.ts';
import { parseJson, validate } from './validate.ts';

/**
 * Reads one store's configuration.
 *
 * @throws ConfigError naming every mistake by its JSON Pointer, and no value: the configuration holds a token.
 */
export const parseStore = (name: string, text: string): Store =>
  parse(validateStore, text, `the configuration of store "${name}"`);

/**
 * Reads the parameter of one source.
 *
 * @throws ConfigError as `parseStore`: the parameter holds secrets.
 */
export const parseSource = (store: string, source: string, text: string): StoreSource =>
  parse(validateStoreSource, text, `the configuration of source "${source}" of store "${store}"`);

function parse<T>(validator: Validator<T>, text: string, subject: string): T {
  try {
    return validate(validator, parseJson(text), 'invalid_event', 'the configuration');
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const problems = error.issues.map(({ path, expected }) => `${path || '/'} ${expected}`);
    throw new ConfigError(subject, problems.length > 0 ? problems : ['it is not JSON']);
  }
}

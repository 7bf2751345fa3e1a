import { ConfigError, RejectedError } from './errors.ts';
import { validateStore } from '../generated/validators.js';
import type { Store } from '../generated/types.ts';
import { parseJson, validate } from './validate.ts';

/**
 * Reads one store's configuration.
 *
 * @throws ConfigError naming every mistake by its JSON Pointer, and no value: the configuration holds a token.
 */
export function parseStore(name: string, text: string): Store {
  try {
    return validate(validateStore, parseJson(text), 'invalid_event', 'the configuration');
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const problems = error.issues.map(({ path, expected }) => `${path || '/'} ${expected}`);
    throw new ConfigError(
      `the configuration of store "${name}"`,
      problems.length > 0 ? problems : ['it is not JSON'],
    );
  }
}

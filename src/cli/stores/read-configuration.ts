import { RejectedError } from '../../event/errors.ts';
import type { Store } from '../../generated/types.ts';
import { validateStore } from '../../generated/validators.js';
import { parseJson, validate } from '../../event/validate.ts';
import { sourceProblems } from './source-problems.ts';

/** A configuration that can be used, or every mistake in it, named by its place and without values. */
export interface Configuration {
  readonly store?: Store;
  /** Mistakes that keep the relay from using the store at all; none where there is a `store`. */
  readonly mistakes: readonly string[];
  /** What works, but not as somebody will have meant it. */
  readonly warnings: readonly string[];
}

/** What a store may be called: it is part of events, addresses and a parameter's name. */
const STORE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Reads the configuration of one store. */
export function readConfiguration(name: string, text: string): Configuration {
  const named = STORE_NAME.test(name)
    ? []
    : [
        'the name must have at most 64 letters, digits, `_` or `-`, with a letter or digit first: no event can name it otherwise',
      ];
  try {
    const store = validate(validateStore, parseJson(text), 'invalid_event', 'the configuration');
    if (named.length > 0) return { mistakes: named, warnings: [] };
    return { store, mistakes: [], warnings: sourceProblems(store) };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const issues = error.issues.map(({ path, expected }) => `${path || '/'} ${expected}`);
    return {
      mistakes: [...named, ...(issues.length > 0 ? issues : [error.message])],
      warnings: [],
    };
  }
}

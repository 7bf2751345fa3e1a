import { type Issue, RejectedError } from '../event/errors.ts';
import type { Validator } from '../generated/validators.js';
import { validate } from '../event/validate.ts';

/** The rules that a request body breaks; empty where it is valid. */
export function bodyIssues<T>(validator: Validator<T>, body: unknown): readonly Issue[] {
  try {
    validate(validator, body, 'invalid_request', 'the request');
    return [];
  } catch (error) {
    if (error instanceof RejectedError) return error.issues;
    throw error;
  }
}

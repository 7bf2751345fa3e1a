import { type Issue, RejectedError } from '../errors.ts';
import type { Validator } from '../generated/validators.js';
import { validate } from '../validate.ts';

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

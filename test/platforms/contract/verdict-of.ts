import { expect } from 'vitest';
import { PlatformError } from '../../../src/delivery/platform-port.ts';

/** The PlatformError that a call rejects with, `undefined` for a success; any other error is thrown on. */
export async function outcomeOf(promise: Promise<unknown>): Promise<PlatformError | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
}

/** The PlatformError that a call rejects with; anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<PlatformError> {
  const error = await outcomeOf(promise);
  expect(error).toBeDefined();
  return error as PlatformError;
}

/** The verdict that a call rejects with. */
export async function verdictOf(promise: Promise<unknown>): Promise<unknown> {
  const { verdict } = await errorOf(promise);
  return verdict;
}

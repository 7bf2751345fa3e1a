import { RejectedError } from '../../src/event/errors.ts';

/** The RejectedError that an action throws; any other error is rethrown. */
export function rejectionOf(action: () => unknown): RejectedError {
  try {
    action();
  } catch (error) {
    if (error instanceof RejectedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

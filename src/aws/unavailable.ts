import { WaitError } from '../errors.ts';
import { HttpError } from '../http-error.ts';

/**
 * An AWS service that does not answer is nobody's fault: the message waits and counts no attempt.
 * Keeps what kind of error it was and drops its text, which can quote what was sent.
 */
export const unavailable = (service: string, error: unknown): WaitError =>
  new WaitError(`${service} cannot be reached (${kindOf(error)})`);

function kindOf(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof Error ? error.name : 'error';
}

import { WaitError } from '../event/errors.ts';
import { HttpError } from '../http/http-error.ts';

/** An AWS service that does not answer is nobody's fault: the message waits and counts no attempt. */
export const unavailable = (service: string, error: unknown): WaitError =>
  new WaitError(`${service} cannot be reached (${kindOfError(error)})`);

/** What kind of error it was, without its text: that can quote what was sent. Texts of `HttpError` are our own. */
export function kindOfError(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof Error ? error.name : 'error';
}

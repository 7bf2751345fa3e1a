import { WaitError } from '../event/errors.ts';
import { HttpError } from '../http/http-error.ts';

/** The error for an AWS service that does not answer: the message waits, and no attempt is counted. */
export const unavailable = (service: string, error: unknown): WaitError =>
  new WaitError(`${service} cannot be reached (${kindOfError(error)})`, { cause: error });

/** The kind of an error without its text, which may quote the request. Only the relay's own `HttpError` keeps its text. */
export function kindOfError(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof Error ? error.name : 'error';
}

import { HttpError } from '../http/http-error.ts';

/** What kind of error it was, without its text: that can quote what was sent. Texts of `HttpError` are our own. */
export function kindOfError(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof Error ? error.name : 'error';
}

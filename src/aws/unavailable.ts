import { WaitError } from '../event/errors.ts';
import { kindOfError } from './kind-of-error.ts';

/** An AWS service that does not answer is nobody's fault: the message waits and counts no attempt. */
export const unavailable = (service: string, error: unknown): WaitError =>
  new WaitError(`${service} cannot be reached (${kindOfError(error)})`);

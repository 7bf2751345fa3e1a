import { WaitError } from '../errors.ts';

/**
 * An AWS service that does not answer is nobody's fault: the message waits and counts no attempt.
 * Keeps the error's class name and drops its text, which can quote what was sent.
 */
export const unavailable = (service: string, error: unknown): WaitError =>
  new WaitError(`${service} cannot be reached (${error instanceof Error ? error.name : 'error'})`);

import { RejectedError } from '../../event/errors.ts';
import type { Event } from '../../generated/types.ts';
import type { Terminal } from '../terminal.ts';
import { describeExplained } from './describe-explained.ts';
import { explainEvent } from './explain-event.ts';
import type { Explained } from './explained.ts';
import { openStores } from './open-stores.ts';
import { readEvent } from './read-event.ts';

export interface ExplainOptions {
  readonly store?: string;
  readonly source?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Shows field by field what a file becomes in the shop.
 *
 * @returns the exit code: 0, or 1 where something is rejected.
 * @throws UsageError, ConfigError or WaitError where there is nothing to show.
 */
export async function explain(
  file: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<number> {
  const all = await explainFile(file, options, terminal);
  if (options.json) terminal.print(JSON.stringify({ signups: all }, undefined, 2));
  else terminal.print(describeExplained(all));
  return all.some(({ outcome }) => outcome === 'rejected') ? 1 : 0;
}

async function explainFile(
  file: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<readonly Explained[]> {
  const { store, source } = options;
  const target = { ...(store !== undefined && { store }), ...(source !== undefined && { source }) };
  let event: Event;
  try {
    event = readEvent(file, target);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const { reason, message: detail, issues } = error;
    return [{ outcome: 'rejected', reason, detail, issues }];
  }
  const stores = openStores(options, terminal);
  return explainEvent(event, { stores, now: terminal.now });
}

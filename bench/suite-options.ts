import { parseArgs } from 'node:util';
import type { SuiteOptions } from './row.ts';

export interface SuiteCommand extends SuiteOptions {
  /** Keys of the parts to run; empty = all. */
  readonly only: readonly string[];
}

const CLIENTS = ['fetch', 'undici'];

/** @throws Error an option is unknown or invalid. */
export function parseSuiteOptions(args: readonly string[], parts: readonly string[]): SuiteCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      client: { type: 'string', default: 'fetch' },
    },
  });
  const only = values.only.flatMap((keys) => keys.split(','));
  const unknown = only.find((key) => !parts.includes(key));
  if (unknown !== undefined) throw new Error(`--only accepts ${parts.join(', ')}`);
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number');
  if (!CLIENTS.includes(values.client)) throw new Error(`--client accepts ${CLIENTS.join(', ')}`);
  return {
    only,
    rounds,
    size: values.quick ? 0.2 : 1,
    isFull: values.full,
    client: values.client,
  };
}

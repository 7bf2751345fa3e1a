import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import { validateShopFacts } from '../../generated/probe-validators.js';
import type { ShopFacts } from '../../generated/types.ts';
import { codeOf, readJsonInput } from '../read-input.ts';
import { UsageError } from '../usage-error.ts';

/** The facts in a file. @throws UsageError it cannot be read, or holds no facts of a probe. */
export function readFacts(file: string): ShopFacts {
  const { value } = readJsonInput(file);
  try {
    return validate(validateShopFacts, value, 'invalid_event', file);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const wrong = error.issues.map(({ path, expected }) => `${path || '/'} ${expected}`);
    throw new UsageError([`${file} holds no facts of a probe:`, ...wrong].join('\n  '), {
      cause: error,
    });
  }
}

/** Refuses before the probe begins what would fail after it. @throws UsageError */
export function refuseOtherFacts(file: string, store: string): void {
  if (!existsSync(file)) return;
  const other = `${file} exists already, and holds no facts of ${store}. Name another file with --facts.`;
  try {
    if (readFacts(file).store === store) return;
  } catch (error) {
    throw new UsageError(other, { cause: error });
  }
  throw new UsageError(other);
}

/** Writes the facts. At any moment there is the old file or the new one. @throws UsageError */
export function writeFacts(file: string, facts: ShopFacts): void {
  const copy = `${file}.tmp`;
  try {
    writeFileSync(copy, `${JSON.stringify(facts, undefined, 2)}\n`);
    renameSync(copy, file);
  } catch (error) {
    throw new UsageError(
      `${file} cannot be written (${codeOf(error)}). Run the same command again with another --facts: nothing is measured twice.`,
      { cause: error },
    );
  }
}

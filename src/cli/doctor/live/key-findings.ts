import { readSecret } from '../../../aws/read-secret.ts';
import { ConfigError } from '../../../event/errors.ts';
import type { Deployment } from '../../deployment.ts';
import { type Finding, when } from '../finding.ts';

/** Shorter keys can be guessed; `openssl rand -base64 32` gives more. */
const LEAST_LENGTH = 32;

/** Whether the key of the ledger is there and long enough. Its value stays here. */
export async function keyFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const where = deployment.optionalPlace('LEDGER_KEY_PARAMETER');
  if (where === undefined) return [];
  const fix =
    'Put a SecureString of at least 32 random characters, once: a new key makes the relay forget everybody.';
  try {
    const { length } = await readSecret(deployment.readParameter, where);
    return when(length < LEAST_LENGTH, {
      severity: 'danger',
      rule: 'ledger-key-short',
      where,
      what: `The key of the ledger has ${length} characters, less than ${LEAST_LENGTH}.`,
      why: 'Whoever sees the ledger could guess the key and recognise people by their hashes.',
      fix,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      {
        severity: 'danger',
        rule: 'ledger-key-missing',
        where,
        what: `The key of the ledger cannot be read: ${error.message}.`,
        why: 'Without it consume does not start, and signups wait.',
        fix,
      },
    ];
  }
}

import { ConfigError } from './errors.ts';

/** What the consume function needs to know from its environment. */
export interface ConsumeConfig {
  readonly signupsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly ledgerTable: string;
  readonly storesPath: string;
  readonly storesTtlMs: number;
  readonly ledgerKeyParameter: string;
  readonly retryHorizonMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks every setting at once, so that one failed deployment names every mistake.
 *
 * @throws ConfigError listing all missing or malformed variables by name, never by value.
 */
export function loadConsumeConfig(env: Environment): ConsumeConfig {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined, expected: string): T => {
    const value = parse((env[name] ?? '').trim());
    if (value === undefined) problems.push(`${name} must be ${expected}`);
    return value as T;
  };
  const config: ConsumeConfig = {
    signupsQueueUrl: read('SIGNUPS_QUEUE_URL', parseUrl, 'the URL of an SQS queue'),
    deadLetterQueueUrl: read('DEAD_LETTER_QUEUE_URL', parseUrl, 'the URL of an SQS queue'),
    ledgerTable: read('LEDGER_TABLE', nonEmpty, 'the name of a DynamoDB table'),
    storesPath: read(
      'STORES_PATH',
      parsePath,
      'a Parameter Store path such as /signup-relay/dev/stores',
    ),
    storesTtlMs: read('STORES_TTL_SECONDS', numberOr(60), 'a number of seconds') * 1000,
    ledgerKeyParameter: read(
      'LEDGER_KEY_PARAMETER',
      nonEmpty,
      'the name of a SecureString parameter',
    ),
    retryHorizonMs: read('RETRY_HORIZON_HOURS', numberOr(48), 'a number of hours') * 3_600_000,
  };
  if (config.ledgerKeyParameter?.startsWith(`${config.storesPath}/`)) {
    problems.push('LEDGER_KEY_PARAMETER must lie outside STORES_PATH');
  }
  if (problems.length > 0) throw new ConfigError('the environment', problems);
  return config;
}

const nonEmpty = (text: string): string | undefined => text || undefined;

const parseUrl = (text: string): string | undefined => (URL.canParse(text) ? text : undefined);

const parsePath = (text: string): string | undefined =>
  /^\/.*[^/]\/*$/.test(text) ? text.replace(/\/+$/, '') : undefined;

const numberOr =
  (byDefault: number) =>
  (text: string): number | undefined => {
    const value = text === '' ? byDefault : Number(text);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };

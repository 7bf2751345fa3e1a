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

/** What the receive function needs to know from its environment. */
export interface ReceiveConfig {
  readonly signupsQueueUrl: string;
  readonly storesPath: string;
  readonly storesTtlMs: number;
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

/** What the archive function needs to know from its environment. */
export interface ArchiveConfig {
  readonly deadLetterQueueUrl: string;
  /** Absent where expiring letters are told and not moved. */
  readonly archiveBucket?: string;
  readonly archiveWithinMs: number;
  readonly expiringWithinMs: number;
}

/** What the replay function needs to know from its environment. */
export type ReplayConfig = Pick<
  ConsumeConfig,
  'signupsQueueUrl' | 'deadLetterQueueUrl' | 'storesPath' | 'storesTtlMs'
>;

/**
 * Reads and checks every setting at once, so that one failed deployment names every mistake.
 *
 * @throws ConfigError listing all missing or malformed variables by name, never by value.
 */
export function loadConsumeConfig(env: Environment): ConsumeConfig {
  const { text, number, problems } = settings(env);
  const config: ConsumeConfig = {
    signupsQueueUrl: text('SIGNUPS_QUEUE_URL', parseUrl, QUEUE),
    deadLetterQueueUrl: text('DEAD_LETTER_QUEUE_URL', parseUrl, QUEUE),
    ledgerTable: text('LEDGER_TABLE', parseName, 'the name of a DynamoDB table'),
    storesPath: text('STORES_PATH', parsePath, PATH),
    storesTtlMs: number('STORES_TTL_SECONDS', 60, 'a number of seconds') * 1_000,
    ledgerKeyParameter: text('LEDGER_KEY_PARAMETER', parseName, 'the name of a SecureString'),
    retryHorizonMs: number('RETRY_HORIZON_HOURS', 48, 'a number of hours') * 3_600_000,
  };
  return checked(config, problems);
}

/** Likewise for the receive function. @throws ConfigError */
export function loadReceiveConfig(env: Environment): ReceiveConfig {
  const { text, number, problems } = settings(env);
  const config: ReceiveConfig = {
    signupsQueueUrl: text('SIGNUPS_QUEUE_URL', parseUrl, QUEUE),
    storesPath: text('STORES_PATH', parsePath, PATH),
    storesTtlMs: number('STORES_TTL_SECONDS', 60, 'a number of seconds') * 1_000,
    publicUrl: text('PUBLIC_URL', parseUrl, 'the public base address').replace(/\/+$/, ''),
  };
  if (problems.length > 0) throw new ConfigError('the environment', problems);
  return config;
}

/** Likewise for the archive function. @throws ConfigError */
export function loadArchiveConfig(env: Environment): ArchiveConfig {
  const { text, number, problems } = settings(env);
  const archiveBucket = env['ARCHIVE_BUCKET']?.trim() ?? '';
  const config: ArchiveConfig = {
    deadLetterQueueUrl: text('DEAD_LETTER_QUEUE_URL', parseUrl, QUEUE),
    ...(archiveBucket !== '' && { archiveBucket }),
    archiveWithinMs: number('ARCHIVE_WITHIN_HOURS', 72, 'a number of hours') * 3_600_000,
    expiringWithinMs: number('EXPIRING_WITHIN_HOURS', 48, 'a number of hours') * 3_600_000,
  };
  if (problems.length > 0) throw new ConfigError('the environment', problems);
  return config;
}

/** Likewise for the replay function. @throws ConfigError */
export function loadReplayConfig(env: Environment): ReplayConfig {
  const { text, number, problems } = settings(env);
  const config: ReplayConfig = {
    signupsQueueUrl: text('SIGNUPS_QUEUE_URL', parseUrl, QUEUE),
    deadLetterQueueUrl: text('DEAD_LETTER_QUEUE_URL', parseUrl, QUEUE),
    storesPath: text('STORES_PATH', parsePath, PATH),
    storesTtlMs: number('STORES_TTL_SECONDS', 60, 'a number of seconds') * 1_000,
  };
  return checkedQueues(config, problems);
}

const QUEUE = 'the URL of an SQS queue';
const PATH = 'a path such as /signup-relay/dev/stores';

/** Readers of single variables; what is wrong collects in `problems`. */
function settings(env: Environment) {
  const problems: string[] = [];
  const blame = <T>(blank: T, problem: string): T => {
    problems.push(problem);
    return blank;
  };
  return {
    problems,
    text: (name: string, parse: Parse<string>, expected: string): string =>
      parse(env[name]?.trim() ?? '') ?? blame('', `${name} must be ${expected}`),
    number: (name: string, byDefault: number, expected: string): number =>
      parseNumber(env[name]?.trim() || String(byDefault)) ??
      blame(0, `${name} must be ${expected}`),
  };
}

/** A letter that goes back to its own queue would go round for ever. */
const sameQueue = ({
  signupsQueueUrl,
  deadLetterQueueUrl,
}: Pick<ConsumeConfig, 'signupsQueueUrl' | 'deadLetterQueueUrl'>): readonly string[] =>
  signupsQueueUrl !== '' && signupsQueueUrl === deadLetterQueueUrl
    ? ['DEAD_LETTER_QUEUE_URL must be another queue than SIGNUPS_QUEUE_URL']
    : [];

function checkedQueues(config: ReplayConfig, problems: readonly string[]): ReplayConfig {
  const all = [...problems, ...sameQueue(config)];
  if (all.length > 0) throw new ConfigError('the environment', all);
  return config;
}

function checked(config: ConsumeConfig, problems: readonly string[]): ConsumeConfig {
  const { storesPath, ledgerKeyParameter } = config;
  const all = [...problems, ...sameQueue(config)];
  // Who may read the stores must not be able to recognise people in the ledger.
  if (storesPath !== '' && ledgerKeyParameter.startsWith(`${storesPath}/`)) {
    all.push('LEDGER_KEY_PARAMETER must lie outside STORES_PATH');
  }
  if (all.length > 0) throw new ConfigError('the environment', all);
  return config;
}

type Parse<T> = (text: string) => T | undefined;

const parseName: Parse<string> = (text) => text || undefined;

/** An ARN can be parsed as a URL too. */
const parseUrl: Parse<string> = (text) =>
  /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined;

const parsePath: Parse<string> = (text) =>
  /^\/.*[^/]\/*$/.test(text) ? text.replace(/\/+$/, '') : undefined;

const parseNumber: Parse<number> = (text) => {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
};

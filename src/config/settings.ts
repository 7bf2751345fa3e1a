import { ConfigError } from '../event/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type Parse<T> = (text: string) => T | undefined;

/** Readers of single variables. They collect mistakes in `problems`, by name and never by value. */
interface Settings {
  readonly problems: string[];
  readonly text: (name: string, parse: Parse<string>, expected: string) => string;
  readonly number: (name: string, byDefault: number, expected: string) => number;
}

export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const blame = <T>(blank: T, problem: string): T => {
    problems.push(problem);
    return blank;
  };
  return {
    problems,
    text: (name, parse, expected) =>
      parse(env[name]?.trim() ?? '') ?? blame('', `${name} must be ${expected}`),
    number: (name, byDefault, expected) =>
      parseNumber(env[name]?.trim() || String(byDefault)) ??
      blame(0, `${name} must be ${expected}`),
  };
}

/** @throws ConfigError listing all problems, so that one failed deployment names every mistake. */
export function checked<T>(config: T, problems: readonly string[]): T {
  if (problems.length > 0) throw new ConfigError('the environment', problems);
  return config;
}

export const parseName: Parse<string> = (text) => text || undefined;

/** The scheme is checked, because an ARN parses as a URL too. */
export const parseUrl: Parse<string> = (text) =>
  /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined;

const parsePath: Parse<string> = (text) =>
  /^\/.*[^/]\/*$/.test(text) ? text.replace(/\/+$/, '') : undefined;

const parseNumber: Parse<number> = (text) => {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
};

/** The addresses of both queues. */
export interface Queues {
  readonly signupsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Path of the shops in Parameter Store, and how long a configuration that was read is used. */
export interface StoresConfig {
  readonly storesPath: string;
  readonly storesTtlMs: number;
}

/** Path of the sources in Parameter Store. */
export interface SourcesConfig {
  readonly sourcesPath: string;
}

export const readQueueUrl = ({ text }: Settings, name: string): string =>
  text(name, parseUrl, 'the URL of an SQS queue');

/** The two queues must differ: a dead letter that returns to its own queue would loop for ever. */
export function readQueues(settings: Settings): Queues {
  const signupsQueueUrl = readQueueUrl(settings, 'SIGNUPS_QUEUE_URL');
  const deadLetterQueueUrl = readQueueUrl(settings, 'DEAD_LETTER_QUEUE_URL');
  if (signupsQueueUrl !== '' && signupsQueueUrl === deadLetterQueueUrl)
    settings.problems.push('DEAD_LETTER_QUEUE_URL must be another queue than SIGNUPS_QUEUE_URL');
  return { signupsQueueUrl, deadLetterQueueUrl };
}

export const readStoresTtl = ({ number }: Settings): number =>
  number('STORES_TTL_SECONDS', 60, 'a number of seconds') * 1_000;

export const readSourcesPath = ({ text }: Settings): string =>
  text('SOURCES_PATH', parsePath, 'a path such as /signup-relay/dev/sources');

/** A permission to read sources must not include a shop's token, nor the other way round. */
export function readStoresConfig(settings: Settings): StoresConfig & SourcesConfig {
  const storesPath = settings.text(
    'STORES_PATH',
    parsePath,
    'a path such as /signup-relay/dev/stores',
  );
  const sourcesPath = readSourcesPath(settings);
  if (storesPath !== '' && sourcesPath !== '' && overlap(storesPath, sourcesPath))
    settings.problems.push('neither of STORES_PATH and SOURCES_PATH may lie inside the other');
  return { storesPath, sourcesPath, storesTtlMs: readStoresTtl(settings) };
}

/** Whether one path of Parameter Store is the other, or lies inside it. */
export const overlap = (one: string, other: string): boolean =>
  isInside(one, other) || isInside(other, one);

/** Whether a parameter or path is this path, or lies below it. */
const isInside = (name: string, path: string): boolean =>
  name === path || name.startsWith(`${path}/`);

/** @returns milliseconds. */
export const readHours = ({ number }: Settings, name: string, byDefault: number): number =>
  number(name, byDefault, 'a number of hours') * 3_600_000;

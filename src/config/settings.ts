import { ConfigError } from '../event/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type Parse<T> = (text: string) => T | undefined;

/** Readers of single variables; what is wrong collects in `problems`, by name and never by value. */
export interface Settings {
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

/** An ARN can be parsed as a URL too. */
export const parseUrl: Parse<string> = (text) =>
  /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined;

export const parsePath: Parse<string> = (text) =>
  /^\/.*[^/]\/*$/.test(text) ? text.replace(/\/+$/, '') : undefined;

const parseNumber: Parse<number> = (text) => {
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
};

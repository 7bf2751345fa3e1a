import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Speed of scaled time relative to real time. */
  readonly scale: number;
  readonly signups: number;
  readonly consumers: number;
  /** Latency of the shops, in milliseconds. */
  readonly latencyMs: number;
}

/** @throws Error an option is unknown or not a positive number. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '2' },
      signups: { type: 'string', default: '2000' },
      consumers: { type: 'string', default: '6' },
      latency: { type: 'string', default: '200' },
    },
  });
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
    return value;
  };
  return {
    scale: number('scale'),
    signups: number('signups'),
    consumers: number('consumers'),
    latencyMs: number('latency'),
  };
}

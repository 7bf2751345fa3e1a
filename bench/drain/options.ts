import { parseArgs } from 'node:util';
import type { Store } from '../../src/generated/types.ts';

export interface BenchOptions {
  readonly platform: Store['platform'];
  /** Speed of scaled time relative to real time. */
  readonly scale: number;
  readonly signups: number;
  readonly consumers: number;
  /** Latency of the shops, in milliseconds. */
  readonly latencyMs: number;
}

const isPlatform = (name: string): name is Store['platform'] =>
  name === 'shopline' || name === 'shoplazza';

/** @throws Error an option is unknown, or its value cannot be used. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      platform: { type: 'string', default: 'shopline' },
      scale: { type: 'string', default: '2' },
      signups: { type: 'string', default: '2000' },
      consumers: { type: 'string', default: '6' },
      latency: { type: 'string', default: '200' },
    },
  });
  const { platform } = values;
  if (!isPlatform(platform)) throw new Error('--platform must be shopline or shoplazza');
  const number = (name: Exclude<keyof typeof values, 'platform'>): number => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
    return value;
  };
  return {
    platform,
    scale: number('scale'),
    signups: number('signups'),
    consumers: number('consumers'),
    latencyMs: number('latency'),
  };
}

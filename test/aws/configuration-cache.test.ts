import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ConfigurationCache,
  createConfigurationCache,
} from '../../src/aws/configuration-cache.ts';
import { ConfigError, RejectedError, WaitError } from '../../src/event/errors.ts';

const UNREACHABLE = new WaitError('Parameter Store cannot be reached (TimeoutError)');
const GONE = new RejectedError('unknown_store', 'no store "tw-main" is configured');
const INVALID = new WaitError('invalid', { cause: new ConfigError('it', ['x']) });

let clock = 0;
let dice = 0.5;
let answer: string | Error = '';
let reads = 0;
let stale: string[] = [];
let cache: ConfigurationCache<string>;

beforeEach(() => {
  [clock, dice, answer, reads, stale] = [1_000_000, 0.5, 'first', 0, []];
  cache = createConfigurationCache({
    read: async () => {
      reads += 1;
      if (typeof answer === 'string') return answer;
      throw answer;
    },
    ttlMs: 60_000,
    now: () => clock,
    random: () => dice,
    onStale: (name) => stale.push(name),
  });
});

it('keeps the configurations of 10,000 stores', async () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `store-${at}`);
  for (const name of [...names, ...names]) await cache.get(name);
  expect(reads).toBe(10_000);
});

const get = async (): Promise<unknown> => cache.get('tw-main').catch((error: unknown) => error);

describe('a configuration that was read before', () => {
  beforeEach(async () => {
    await get();
    clock += 60_000;
  });

  it('goes on being used for ten minutes while it cannot be read, which is reported', async () => {
    answer = UNREACHABLE;
    expect(await get()).toBe('first');
    clock += 539_999;
    expect(await get()).toBe('first');
    expect(stale).toEqual(['tw-main', 'tw-main']);
    clock += 5_001;
    expect(await get()).toBe(UNREACHABLE);
  });

  it('is read again every five seconds meanwhile', async () => {
    answer = UNREACHABLE;
    await get();
    clock += 4_999;
    expect(await get()).toBe('first');
    expect(reads).toBe(2);
    answer = 'second';
    clock += 1;
    expect(await get()).toBe('second');
  });

  it.each([GONE, INVALID])('is not used any longer after %s', async (error) => {
    answer = error;
    expect(await get()).toBe(error);
    answer = UNREACHABLE;
    clock += 5_000;
    expect(await get()).toBe(UNREACHABLE);
    expect(stale).toEqual([]);
  });

  it('is not used after a refusal if it cannot be read', async () => {
    answer = UNREACHABLE;
    await expect(cache.refresh('tw-main', () => true)).rejects.toBe(UNREACHABLE);
  });
});

it('spreads the ages by a tenth in each direction', async () => {
  const ageWith = async (random: number): Promise<number> => {
    dice = random;
    answer = new RejectedError('unknown_store', 'gone');
    clock += 600_000;
    await get();
    answer = 'x';
    clock += 5_000;
    await get();
    const [readAt, before] = [clock, reads];
    for (let age = 500; age <= 70_000; age += 500) {
      clock = readAt + age;
      await get();
      if (reads > before) return age;
    }
    return Infinity;
  };
  expect([await ageWith(0), await ageWith(0.5), await ageWith(0.999)]).toEqual([
    54_000, 60_000, 66_000,
  ]);
});

it('shares one read between parallel calls, also one that fails', async () => {
  answer = GONE;
  expect(await Promise.all([get(), get(), get()])).toEqual([GONE, GONE, GONE]);
  expect(reads).toBe(1);
});

import { describe, expect, it } from 'vitest';
import { once } from '../../src/util/once.ts';

describe('once', () => {
  it('runs once for all callers, also for calls during the run', async () => {
    let runs = 0;
    const run = once(async () => {
      runs += 1;
      await Promise.resolve();
      return { runs };
    });
    const [first, second] = await Promise.all([run(), run()]);
    expect(second).toBe(first);
    expect(await run()).toBe(first);
    expect(runs).toBe(1);
  });

  it('does not keep a failure', async () => {
    const answers = ['fails', 'works', 'is not reached'];
    const run = once(async () => {
      const answer = answers.shift();
      if (answer === 'fails') throw new Error(answer);
      return await Promise.resolve(answer);
    });
    await expect(run()).rejects.toThrow('fails');
    expect(await run()).toBe('works');
    expect(await run()).toBe('works');
  });
});

import { setTimeout as pause } from 'node:timers/promises';

/** Waits on a condition instead of a time. @throws Error when it has not come true within `withinMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > giveUpAt)
      throw new Error(`not true within ${withinMs} ms: ${condition.toString()}`);
    await pause(10);
  }
}

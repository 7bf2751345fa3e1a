import { measureKinds } from '../bench/metered/measure-kinds.ts';

/** Without the rate limiter's slots: the number of their reservations depends on the machine's speed. */
const WRITE = /^(?:Put|Update)Item (?!store)/;

/** The calls and ledger writes of a batch of ten signups in the bundled `consume`, by platform and kind. */
export async function signupCosts(): Promise<
  Readonly<Record<'calls' | 'writes', ReadonlyMap<string, number>>>
> {
  const calls = new Map<string, number>();
  const writes = new Map<string, number>();
  for (const { platform, kind, batches } of await measureKinds(1)) {
    const name = `${platform}: ${kind.key}`;
    for (const { shopCalls, ledger } of batches) {
      const written = Object.entries(ledger.requests).filter(([request]) => WRITE.test(request));
      calls.set(name, shopCalls);
      writes.set(
        name,
        written.reduce((sum, [, count]) => sum + count, 0),
      );
    }
  }
  return { calls, writes };
}

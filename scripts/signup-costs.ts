import { measureKinds } from '../bench/metered/measure-kinds.ts';

/** Without the turns of the rate limit: how often they are reserved depends on how fast the machine is. */
const WRITE = /^(?:Put|Update)Item (?!store)/;

/** What a batch of ten signups of each kind costs through the bundled `consume`, by platform and kind. */
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

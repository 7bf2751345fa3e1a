import { once } from '../util/once.ts';
import type { LineKeysDeps } from './line-keys.ts';
import type { VerifyLine } from './line-token.ts';

/** Verifies LINE's tokens. The library is loaded at the first token: most relays have no form in LINE. */
export function lazyVerifyLine(deps: LineKeysDeps): VerifyLine {
  const open = once(async () => (await import('./line-token.ts')).createVerifyLine(deps));
  return async (check) => (await open())(check);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verify } from '../../../src/sources/verify/verify.ts';
import type { CustomRequest } from '../../support/sign-custom.ts';
import { presets } from '../../../src/sources/custom/presets.ts';
import { FORGES, genuine, type Genuine, genuineOf, NOW, saidBy } from './forgeries.ts';

/** `FORGERIES=100000 npx vitest run test/sources/verify/forgeries.test.ts` tries as many as the guarantee names. */
const RUNS = Number(process.env['FORGERIES'] ?? 1_500);

const check = (
  { signature, secret }: Genuine,
  request: CustomRequest,
  now = NOW,
): string | undefined => verify([signature], request, { secrets: [secret], now });

/** Whether an accepted request says what a genuine one said, or holds the secret itself. */
function isHonest([one, other]: readonly [Genuine, Genuine], request: CustomRequest): boolean {
  const { signature, secret } = one;
  const { kind } = signature;
  if (kind === 'token' || kind === 'basic') {
    const proof = kind === 'token' ? secret : btoa(secret);
    return decodeURIComponent(JSON.stringify(request)).includes(proof);
  }
  const said = saidBy(signature, request);
  return (
    said !== undefined && [one, other].some((each) => saidBy(signature, each.request) === said)
  );
}

/** Milliseconds. */
const TIMEOUT = 30_000 + RUNS * 10;

/** Those without a signature have their secret at the end of the address. */
const signed = presets()
  .map(({ signature }) => signature)
  .filter(({ kind }) => kind !== 'url');

describe.each([
  ['random sources', genuine],
  ['every preset that signs', genuineOf(fc.constantFrom(...signed))],
])('random deliveries of %s', (_of, deliveries) => {
  let accepted = 0;

  it(
    `are accepted only if they say what was signed (${RUNS} of them)`,
    { timeout: TIMEOUT },
    () => {
      fc.assert(
        fc.property(
          deliveries,
          fc.constantFrom(...FORGES),
          fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
          fc.constantFrom(0, 0, 0, 200_000, -200_000, 301_000, -301_000, 86_400_000),
          ([one, other], forge, numbers, late) => {
            const { signature } = one;
            // A sender whose own values make its text ambiguous is refused: a forger has nothing to begin with.
            fc.pre([one, other].every((each) => check(each, each.request) === undefined));
            let thrown = 0;
            const dice = (below: number) => (numbers[thrown++ % 5] ?? 0) % Math.max(1, below);
            const forged = forge(one, other, dice);
            if (check(one, forged, NOW + late) !== undefined) return true;
            accepted += 1;
            const isInTime = signature.time === undefined || Math.abs(late) <= 300_000;
            return isInTime && isHonest([one, other], forged);
          },
        ),
        { numRuns: RUNS, ...(RUNS < 10_000 && { seed: 16 }) },
      );
      expect(accepted).toBeGreaterThan(0);
    },
  );

  it('are mostly refused', () => {
    expect(accepted / RUNS).toBeLessThan(0.5);
  });
});

import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../src/http.ts';
import { verdictOfSilence } from '../../../src/platforms/shoplazza/verdict.ts';

const ambiguous = { kind: 'ambiguous' };
const again = { kind: 'again' };

describe('verdictOfSilence', () => {
  it.each([
    { operation: 'create', maybeSent: true, verdict: ambiguous },
    { operation: 'create', maybeSent: false, verdict: again },
    { operation: 'find', maybeSent: true, verdict: again },
    { operation: 'update', maybeSent: true, verdict: again },
    { operation: 'addAddress', maybeSent: true, verdict: again },
  ] as const)(
    '$operation, maybe sent: $maybeSent → $verdict',
    ({ operation, maybeSent, verdict }) => {
      expect(verdictOfSilence(operation, new HttpError('ECONNRESET', maybeSent))).toEqual(verdict);
    },
  );
});

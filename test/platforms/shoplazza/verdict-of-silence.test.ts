import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../src/http/http.ts';
import { OPERATIONS } from '../../../src/platforms/shoplazza/answers.ts';
import { silence } from '../../../src/platforms/shared/answers.ts';

const ambiguous = { kind: 'ambiguous' };
const again = { kind: 'again' };

describe('silence', () => {
  it.each([
    { operation: 'create', maybeSent: true, verdict: ambiguous },
    { operation: 'create', maybeSent: false, verdict: again },
    { operation: 'find', maybeSent: true, verdict: again },
    { operation: 'update', maybeSent: true, verdict: again },
    { operation: 'addAddress', maybeSent: true, verdict: again },
  ] as const)(
    '$operation, maybe sent: $maybeSent → $verdict',
    ({ operation, maybeSent, verdict }) => {
      expect(
        silence(operation, OPERATIONS[operation], new HttpError('ECONNRESET', maybeSent)),
      ).toEqual(verdict);
    },
  );
});

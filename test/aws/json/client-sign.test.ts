import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSignRequest, type Credentials } from '../../../src/aws/json/client.ts';

const scope = { region: 'ap-east-1', service: 'dynamodb' };
const ofUnits = fc.string({
  minLength: 16,
  maxLength: 40,
  unit: fc.constantFrom('a', 'Z', '9', '+', '/', '='),
});
const credentials: fc.Arbitrary<Credentials> = fc.record(
  { accessKeyId: ofUnits, secretAccessKey: ofUnits, sessionToken: ofUnits },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const headers = {
  'content-type': 'application/x-amz-json-1.0',
  host: 'dynamodb.ap-east-1.amazonaws.com',
  'x-amz-target': 'DynamoDB_20120810.GetItem',
};
const DAY_MS = 86_400_000;
const MIDNIGHT = 1_795_305_600_000;

it("signs like the SDK's signer, for any credentials, request and time", async () => {
  // One signer for all, because its cache must follow the second, the day and the credentials.
  const sign = createSignRequest(scope);
  const time = fc
    .oneof(
      fc.integer({ min: 0, max: 3 * DAY_MS }),
      fc.integer({ min: DAY_MS - 1_500, max: DAY_MS + 1_500 }),
    )
    .map((ms) => MIDNIGHT + ms);
  const keys = fc.sample(credentials, { numRuns: 3, seed: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...keys),
      fc.string({ unit: 'grapheme' }),
      time,
      async (given, body, at) => {
        const signer = new SignatureV4({
          ...scope,
          credentials: given,
          sha256: Sha256,
          applyChecksum: false,
        });
        const request = { method: 'POST', protocol: 'https:', hostname: headers.host, path: '/' };
        const signed = await signer.sign(
          { ...request, headers, query: {}, body },
          { signingDate: new Date(at) },
        );
        expect(sign({ headers, body }, given, at)).toEqual(signed.headers);
      },
    ),
  );
});

it('signs on the next day and with other credentials within one second of the last request', () => {
  const own = { accessKeyId: 'a'.repeat(16), secretAccessKey: 's'.repeat(40) };
  const other = { accessKeyId: 'b'.repeat(16), secretAccessKey: 't'.repeat(40) };
  const sign = createSignRequest(scope);
  const last = MIDNIGHT - 1;
  const requests = [
    [own, last],
    [other, last],
    [own, last],
    [own, MIDNIGHT],
    [own, MIDNIGHT + 999],
    [own, MIDNIGHT + 1_000],
    // A corrected clock goes backwards.
    [own, last],
  ] as const;
  const kept = requests.map(([who, at]) => sign({ headers, body: '{}' }, who, at));
  const anew = requests.map(([who, at]) =>
    createSignRequest(scope)({ headers, body: '{}' }, who, at),
  );
  expect(kept).toEqual(anew);
  expect(kept.map((signed) => signed['x-amz-date'])).toEqual([
    '20261121T235959Z',
    '20261121T235959Z',
    '20261121T235959Z',
    '20261122T000000Z',
    '20261122T000000Z',
    '20261122T000001Z',
    '20261121T235959Z',
  ]);
});

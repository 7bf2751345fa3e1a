import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSignRequest, type Credentials } from '../../src/aws/sign-request.ts';

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

it("signs as the SDK's signer does, whoever signs, whatever and whenever", async () => {
  // One signer for all: its key of the day must follow the day and the credentials.
  const sign = createSignRequest(scope);
  const time = fc.integer({ min: 0, max: 3 * DAY_MS }).map((ms) => 1_795_305_600_000 + ms);
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

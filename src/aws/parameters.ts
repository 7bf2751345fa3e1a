import type { AwsJson, AwsJsonService } from './json/client.ts';
import { AwsJsonError } from './json/errors.ts';
import { openAwsJson } from './json/open.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The value of a parameter, decrypted; undefined where there is none of this name. Rejects when it cannot be read. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

/** How long Parameter Store is waited for. */
type Patience = Pick<AwsJsonService, 'connectMs' | 'requestMs' | 'tries'>;

const SSM = { name: 'Parameter Store', host: 'ssm', target: 'AmazonSSM', version: '1.1' } as const;

/**
 * Parameter Store, with the usual AWS credentials and region, or at the usual `AWS_ENDPOINT_URL_SSM`.
 *
 * @param now the real time, in milliseconds since the epoch: requests are signed with it.
 */
export const openParameters = (env: Env, patience: Patience, now: () => number): ReadParameter =>
  createParameters(openAwsJson({ ...SSM, ...patience }, env, now));

function createParameters(call: AwsJson<'GetParameter'>): ReadParameter {
  return async (Name) => {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Parameter Store answers as it is documented
      const answer = (await call('GetParameter', { Name, WithDecryption: true })) as Answer;
      return answer.Parameter?.Value ?? '';
    } catch (error) {
      if (error instanceof AwsJsonError && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  };
}

interface Answer {
  readonly Parameter?: { readonly Value?: string };
}

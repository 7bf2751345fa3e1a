import { setImmediate as tick } from 'node:timers/promises';
import { once } from '../util/once.ts';
import type { AwsJson, AwsJsonService } from './json/client.ts';
import { AwsJsonError } from './json/errors.ts';
import { openAwsJson } from './json/open.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Reads a parameter, decrypted; undefined if there is none of this name. Rejects when it cannot be read. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

/** Timeouts and tries for Parameter Store. */
type Timeouts = Pick<AwsJsonService, 'connectMs' | 'requestMs' | 'tries'>;

const SSM = { name: 'Parameter Store', host: 'ssm', target: 'AmazonSSM', version: '1.1' } as const;

/**
 * Parameter Store, with the usual AWS credentials and region, or at the usual `AWS_ENDPOINT_URL_SSM`.
 *
 * @param now the real time, in milliseconds since the epoch; the signature of a request has it.
 */
export const openParameters = (env: Env, timeouts: Timeouts, now: () => number): ReadParameter =>
  createParameters(openAwsJson({ ...SSM, ...timeouts }, env, now));

function createParameters(call: AwsJson<'GetParameter'>): ReadParameter {
  return async (Name) => {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Parameter Store answers as it is documented
      const answer = (await call('GetParameter', {
        Name,
        WithDecryption: true,
      })) as GetParameterAnswer;
      return answer.Parameter?.Value ?? '';
    } catch (error) {
      if (error instanceof AwsJsonError && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  };
}

interface GetParameterAnswer {
  readonly Parameter?: { readonly Value?: string };
}

/**
 * Loads the readers of configurations while Parameter Store answers for the first time. Neither the start nor the first
 * message then waits for them.
 */
export function loadingMeanwhile<T>(
  readParameter: ReadParameter,
  load: () => Promise<T>,
): { readonly readParameter: ReadParameter; readonly loaded: () => Promise<T> } {
  const loaded = once(async () => {
    // After this, the request is on its way.
    await tick();
    return load();
  });
  return {
    loaded,
    readParameter: async (name) => {
      const [text] = await Promise.all([readParameter(name), loaded()]);
      return text;
    },
  };
}

import { type AwsProxy, openAwsProxy } from './aws-proxy.ts';
import type { Embedded } from './embedded.ts';

/** The embedded SQS, but long polls end at once: no message arrives in these tests during a poll. */
export async function openHastySqs({ sqs }: Pick<Embedded, 'sqs'>): Promise<AwsProxy> {
  const proxy = await openAwsProxy(sqs.endpoint);
  proxy.set(({ input }, forward) =>
    forward('WaitTimeSeconds' in input ? { ...input, WaitTimeSeconds: 0 } : input),
  );
  return proxy;
}

/** The environment of a run whose calls to SQS go through a proxy: the SDK uses the host of the queue's URL. */
export const throughProxy = (
  { env, sqs }: Pick<Embedded, 'env' | 'sqs'>,
  { url }: AwsProxy,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(sqs.endpoint, url)]),
  );

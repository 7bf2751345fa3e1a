import { partition } from '@aws-sdk/core/client';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  loadConfig,
  memoize,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config';
import { once } from '../../util/once.ts';
import { type AwsJson, type AwsJsonService, createAwsJson } from './client.ts';

type Env = Readonly<Record<string, string | undefined>>;

type Provider = ReturnType<typeof defaultProvider>;

/** Credentials are renewed this long before they expire, in milliseconds. */
const EARLY_MS = 300_000;

/**
 * A service with the usual AWS credentials, region and `AWS_ENDPOINT_URL_*`. They are read with the first request.
 *
 * @param now the real time, in milliseconds since the epoch; the signature of a request has it.
 */
export function openAwsJson<Operation extends string>(
  service: AwsJsonService,
  env: Env,
  now: () => number,
): AwsJson<Operation> {
  const open = once(async () => {
    const region = await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();
    const credentials = cached(defaultProvider(), now);
    const endpoint = service.endpoint ?? awsEndpoint(env, service.host, region);
    return createAwsJson(service, { endpoint, region, credentials, now });
  });
  return async (...request) => (await open())(...request);
}

const cached = (provider: Provider, now: () => number): Provider =>
  memoize(
    provider,
    ({ expiration }) => expiration !== undefined && expiration.getTime() - now() < EARLY_MS,
    ({ expiration }) => expiration !== undefined,
  );

/**
 * The endpoint of a service, by the environment variables of the AWS SDK.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
export function awsEndpoint(env: Env, service: AwsJsonService['host'], region: string): URL {
  const own = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env['AWS_ENDPOINT_URL'];
  if (own && env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] !== 'true') return new URL(own);
  const { name, dnsSuffix, dualStackDnsSuffix } = partition(region);
  const isDual = env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true';
  // In GovCloud the normal endpoints are the FIPS endpoints.
  const isNamed = name !== 'aws-us-gov' || isDual;
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === 'true' && isNamed ? '-fips' : '';
  return new URL(`https://${service}${fips}.${region}.${isDual ? dualStackDnsSuffix : dnsSuffix}`);
}

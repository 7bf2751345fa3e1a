import { partition } from '@aws-sdk/core/client';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where a service is, by the variables that the AWS SDK goes by.
 *
 * @param service as it stands in host names: `dynamodb`, `ssm`.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
export function awsEndpoint(env: Env, service: 'dynamodb' | 'ssm', region: string): URL {
  const own = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env['AWS_ENDPOINT_URL'];
  if (own && env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] !== 'true') return new URL(own);
  const { name, dnsSuffix, dualStackDnsSuffix } = partition(region);
  const isDual = env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true';
  // In GovCloud the usual endpoints are those with FIPS.
  const isNamed = name !== 'aws-us-gov' || isDual;
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === 'true' && isNamed ? '-fips' : '';
  return new URL(`https://${service}${fips}.${region}.${isDual ? dualStackDnsSuffix : dnsSuffix}`);
}

import { partition } from '@aws-sdk/core/client';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where DynamoDB is, by the variables that the AWS SDK goes by.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
export function dynamoDbEndpoint(env: Env, region: string): URL {
  const given = env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'];
  if (given) return new URL(given);
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === 'true' ? '-fips' : '';
  const suffix = env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true' ? dualStackDnsSuffix : dnsSuffix;
  return new URL(`https://dynamodb${fips}.${region}.${suffix}`);
}

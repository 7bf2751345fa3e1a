import type { Env } from './deployment.ts';

const NO_CREDENTIALS =
  'There are no AWS credentials. Run aws configure (or aws sso login), or set AWS_PROFILE.';

const NO_REGION = 'No AWS region is set. Add --region <region>, or set AWS_REGION.';

/** Codes with which AWS refuses the credentials themselves. */
const REFUSED_CREDENTIALS =
  /^(?:ExpiredToken(?:Exception)?|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|InvalidAccessKeyId|IncompleteSignature|AuthFailure)$/;

const FORBIDDEN = /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|UnauthorizedException)$/;

const UNREACHABLE = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH)$/;

/** What a person can do about an error of AWS or of its SDK, in one line. @returns undefined for any other error. */
export function awsProblem(error: unknown, env: Env): string | undefined {
  const chain = chainOf(error);
  const names = chain.flatMap(({ name, code }) => [name, code]);
  const has = (pattern: RegExp): string | undefined =>
    names.find((name): name is string => typeof name === 'string' && pattern.test(name));
  if (has(/^(?:CredentialsProviderError|TokenProviderError)$/)) return NO_CREDENTIALS;
  if (chain.some(({ message }) => message === 'Region is missing')) return NO_REGION;
  const refused = has(REFUSED_CREDENTIALS);
  if (refused !== undefined)
    return `AWS does not accept these credentials (${refused}). Renew them: aws sso login, or aws configure.`;
  const forbidden = has(FORBIDDEN);
  if (forbidden !== undefined)
    return `These AWS credentials may not do this (${forbidden}). Use a profile with more rights: AWS_PROFILE.`;
  const unreachable = has(UNREACHABLE);
  if (unreachable === undefined) return undefined;
  const isLocal = Object.entries(env).some(
    ([name, value]) =>
      name.startsWith('AWS_ENDPOINT_URL_') && value?.includes('//127.0.0.1') === true,
  );
  return isLocal
    ? `The local relay does not answer (${unreachable}). Check that npm start is running.`
    : `AWS cannot be reached (${unreachable}). Check the network, and the region${env['AWS_REGION'] === undefined ? '' : ` ${env['AWS_REGION']}`}.`;
}

/** CloudFormation's own answer for a stack that is not there. */
export const isMissingStack = (error: unknown): boolean =>
  chainOf(error).some(
    ({ name, message }) => name === 'ValidationError' && /does not exist/.test(message),
  );

interface Link {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
}

/** The error with its causes and the errors of an `AggregateError`, not deeper than any library nests them. */
function chainOf(error: unknown, depth = 0): readonly Link[] {
  if (depth > 4 || !(error instanceof Error)) return [];
  const code = 'code' in error ? error.code : undefined;
  const several: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [
    { name: error.name, message: error.message, code },
    ...[error.cause, ...several].flatMap((one) => chainOf(one, depth + 1)),
  ];
}

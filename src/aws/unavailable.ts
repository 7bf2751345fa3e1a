import { isThrottlingError } from '@smithy/core/retry';
import { WaitError } from '../event/errors.ts';
import { HttpError } from '../http/http-error.ts';

/** What a request needs, for the text of its error. Must hold no name that a sender chooses. */
interface Needed {
  /** `dynamodb:PutItem` */
  readonly right: string;
  /** `the table signup-relay-prod` */
  readonly of: string;
}

/**
 * The error for an AWS service that does not do what is asked: the message waits, and no attempt is counted. A service
 * that is slow or away comes back. A missing right, a missing table and an invalid request need an operator.
 */
export function unavailable(service: string, error: unknown, needed?: Needed): WaitError {
  const kind = kindOfError(error);
  const told = error instanceof Error ? misconfigurationOf(error.name) : undefined;
  if (told) {
    return new WaitError(TEXTS[told](service, kind, needed), {
      cause: error,
      isMisconfigured: true,
    });
  }
  return new WaitError(
    `${service} ${isThrottled(error) ? 'is throttled' : 'cannot be reached'} (${kind})`,
    { cause: error },
  );
}

type SdkError = Parameters<typeof isThrottlingError>[0];

const isThrottled = (error: unknown): boolean =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it reads members that any error may lack
  error instanceof Error && isThrottlingError(error as SdkError);

/** The kind of an error without its text, which may quote the request. Only the relay's own `HttpError` keeps its text. */
export function kindOfError(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof Error ? error.name : 'error';
}

type Misconfiguration = keyof typeof TEXTS;

/** @param kind the name of the error, as AWS calls it. */
type ToText = (service: string, kind: string, needed: Needed | undefined) => string;

const named = (needed: Needed | undefined): string =>
  needed ? `the right ${needed.right} on ${needed.of}` : 'the right for it';

const request = (kind: string, needed: Needed | undefined): string =>
  needed ? `${kind}, ${needed.right} on ${needed.of}` : kind;

const TEXTS = {
  right: (service, kind, needed) =>
    `${service} refuses access (${kind}): ${named(needed)} is missing; deploy again, or correct the role and the policies`,
  credentials: (service, kind) =>
    `${service} refuses the credentials (${kind}); check the role of the function and the clock`,
  key: (service, kind, needed) =>
    `${service} cannot decrypt (${request(kind, needed)}): its KMS key is disabled, deleted or not allowed; enable the key, or allow kms:Decrypt`,
  missing: (service, kind, needed) =>
    `${service} has no such resource (${request(kind, needed)}); restore it under the same name, or correct the settings`,
  invalid: (service, kind, needed) =>
    `${service} calls a request invalid (${request(kind, needed)}); check that its schema is the one of serverless.yml, or roll back to the last release`,
} satisfies Readonly<Record<string, ToText>>;

const NAMES: Readonly<Record<string, Misconfiguration>> = {
  AccessDenied: 'right',
  AccessDeniedException: 'right',
  UnrecognizedClientException: 'credentials',
  InvalidClientTokenId: 'credentials',
  InvalidSignatureException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  IncompleteSignatureException: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  InvalidKeyId: 'key',
  ResourceNotFoundException: 'missing',
  ValidationException: 'invalid',
  SerializationException: 'invalid',
  UnknownOperationException: 'invalid',
};

function misconfigurationOf(name: string): Misconfiguration | undefined {
  if (Object.hasOwn(NAMES, name)) return NAMES[name];
  return name.startsWith('KMS') ? 'key' : undefined;
}

import type { ConsumeDeps } from '../../consume/deps.ts';
import { senderOf } from '../../delivery/stores-port.ts';
import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import type { Event, StoreSignature, StoreSignedPart, StoreSource } from '../../generated/types.ts';
import { validateDelivery } from '../../generated/validators.js';
import { isSecretAddress, signaturesOf } from '../../sources/verify/schemes.ts';
import { mistakesOfSource } from '../../sources/verify/signature-mistakes.ts';
import {
  claimOf,
  signaturePlace,
  type SignedRequest,
  signedValue,
} from '../../sources/verify/signed-request.ts';
import {
  signedAt,
  signatureFor,
  type SignatureRefusal,
  verify,
} from '../../sources/verify/verify.ts';
import { harmless } from '../../util/harmless.ts';
import { guessSignature } from './guess-signature.ts';

/** How the signature of a delivery was read, and whether it is genuine. Without secrets. */
export interface ExplainedSignature {
  /** `hmac sha256`, `token`. */
  readonly kind: string;
  /** Where it was read: `the header x-signature`. */
  readonly from: string;
  /** The bytes that were signed, as text; as base64 where they are no text. Absent where they are not known. */
  readonly signed?: string;
  readonly signedBase64?: string;
  readonly bytes?: number;
  /** When it was signed, and from where that was read. */
  readonly time?: { readonly at?: string; readonly from: string; readonly windowSeconds: number };
  /** Values that the file does not hold. */
  readonly missing: readonly string[];
  readonly isGenuine: boolean;
  /** One sentence. */
  readonly result: string;
  /** The `signature` that fits, of a source that has none. */
  readonly suggestion?: string;
}

interface Context extends Pick<ConsumeDeps, 'stores' | 'senders' | 'now'> {
  /** The query of the request, as the file gives it, without the question mark. */
  readonly query: string;
  /** The beginning of webhook addresses; for signatures that cover the address. */
  readonly publicUrl: string;
}

const NO_ADDRESS = '<PUBLIC_URL>';

/** For signatures that cover the address. Without `PUBLIC_URL` its place stays visible in the signed text. */
export const publicUrlIn = (env: Readonly<Record<string, string | undefined>>): string =>
  env['PUBLIC_URL']?.trim().replace(/\/+$/, '') || NO_ADDRESS;

/**
 * Reads the signature of a delivery as `receive` does.
 *
 * @returns undefined for a direct event, and for a source without a signature.
 * @throws WaitError the configuration cannot be read.
 */
export async function explainSignature(
  event: Event,
  context: Context,
): Promise<ExplainedSignature | undefined> {
  if (event.type !== 'webhook.delivered') return undefined;
  try {
    const delivery = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
    const { store, source, headers, body, bodyBase64 } = delivery;
    const config = await senderOf(await context.stores.get(store), delivery, context.senders);
    if (config === undefined) return undefined;
    const address = `${context.publicUrl}/webhooks/${store}/${source}`;
    const urlQuery = context.query === '' ? '' : `?${context.query}`;
    return explainOf(config, context.now(), {
      method: 'POST',
      headers,
      query: context.query,
      body: Buffer.from(body ?? bodyBase64 ?? '', body === undefined ? 'base64' : 'utf8'),
      ...(config.url === undefined
        ? { url: `${address}${urlQuery}`, urlQuery }
        : { url: config.url }),
    });
  } catch (error) {
    // The mapping reports it.
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}

function explainOf(
  config: StoreSource,
  now: number,
  request: SignedRequest,
): ExplainedSignature | undefined {
  const { secrets = [] } = config;
  const all = signaturesOf(config);
  const [mistake] = mistakesOfSource({ ...config });
  if (mistake !== undefined) {
    const result = `The configuration has a mistake: ${mistake.place} ${mistake.text}.`;
    return { kind: 'unknown', from: 'nothing', missing: [], isGenuine: false, result };
  }
  const signature = signatureFor(secrets[0] ?? '', all);
  if (signature === undefined) {
    const result =
      'Nothing is signed: the secret at the end of the address is all that is checked.';
    const from = 'the end of the address';
    if (isSecretAddress(config)) {
      return { kind: 'url', from, missing: [], isGenuine: false, result };
    }
    return config.tool === 'custom' ? guessed(request, secrets) : undefined;
  }
  const claim = claimOf(signature, request);
  const isNameless = signature.content?.includes('url') && request.url.startsWith(NO_ADDRESS);
  const missing = missingIn(signature, request);
  const refusal = verify(all, request, { secrets, now });
  const at = signedAt(signature, request);
  const { kind, algorithm = 'sha256', time } = signature;
  const isSigned = kind === 'hmac' || kind === 'ed25519';
  const signed = Buffer.concat((claim?.content ?? []).map((part) => Buffer.from(part)));
  return {
    kind: kind === 'hmac' ? `hmac ${algorithm}` : kind,
    from: nameOf(signaturePlace(signature)) + (signature.label ? `, label ${signature.label}` : ''),
    ...(claim && isSigned && asText(signed)),
    ...(time && {
      time: {
        ...(at !== undefined && { at: new Date(at).toISOString() }),
        from: nameOf(time),
        windowSeconds: time.window ?? 300,
      },
    }),
    missing,
    isGenuine: refusal === undefined || refusal === TOO_FAR,
    result: isNameless && missing.length === 0 ? UNKNOWN_ADDRESS : resultOf(refusal, missing),
  };
}

/** Of a source that says nothing about its signature: the line that fits the request, or what to look at. */
function guessed(request: SignedRequest, secrets: readonly string[]): ExplainedSignature {
  const { signature, headers } = guessSignature(request, secrets);
  const base = { kind: 'none', from: 'nothing', missing: [], isGenuine: false };
  const page = 'docs/sources/custom-signatures.md';
  if (signature !== undefined) {
    const result =
      'The source has no `signature`. This line fits the request and a secret of the source';
    return {
      ...base,
      suggestion: `"signature": ${JSON.stringify(signature)}`,
      result: `${result}:`,
    };
  }
  const seen = headers.length === 0 ? '' : ` These headers may hold one: ${headers.join(', ')}.`;
  return {
    ...base,
    result: `The source has no \`signature\`, and no usual one fits the request and its \`secrets\`.${seen} See ${page}.`,
  };
}

const asText = (bytes: Buffer): Pick<ExplainedSignature, 'signed' | 'signedBase64' | 'bytes'> => {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  return {
    ...(isText ? { signed: text } : { signedBase64: bytes.toString('base64') }),
    bytes: bytes.length,
  };
};

const TOO_FAR: SignatureRefusal = 'the signature is too old or from the future';

/** The values that the signature needs and the request does not hold. */
function missingIn(signature: StoreSignature, request: SignedRequest): readonly string[] {
  const { content = [], time } = signature;
  const named: readonly StoreSignedPart[] = [
    signaturePlace(signature),
    ...content.flatMap((part) => (typeof part === 'string' || part.literal ? [] : [part])),
    ...(time && time.pointer === undefined ? [time] : []),
  ];
  const names = named
    .filter((part) => (signedValue(part, signature, request) ?? '') === '')
    .map(nameOf);
  return [...new Set(names)];
}

const nameOf = ({
  header,
  query,
  label,
  pointer,
}: StoreSignedPart & { readonly pointer?: string }): string => {
  if (header !== undefined) return `the header ${header.toLowerCase()}`;
  if (query !== undefined) return `the query parameter ${query}`;
  return label === undefined ? `the body at ${pointer ?? ''}` : `the label ${label}`;
};

function resultOf(refusal: string | undefined, missing: readonly string[]): string {
  if (refusal === undefined) return 'It is genuine: `receive` would accept it now.';
  if (refusal === TOO_FAR)
    return 'It is genuine. `receive` would refuse it now: its time is too far away.';
  if (missing.length > 0)
    return `It cannot be checked: the file does not hold ${missing.join(', ')}. A stored delivery has no signature; capture the request to see it.`;
  return `\`receive\` would refuse it now: ${refusal}.`;
}

const UNKNOWN_ADDRESS =
  'It cannot be checked: the address is signed, and `PUBLIC_URL` is not set. Set it to the part of the webhook address before `/webhooks`.';

/** Characters of the signed text that are shown; `--json` has all. */
const MOST_SHOWN = 2_000;

/** The signature as lines of text. */
export function describeSignature(explained: ExplainedSignature | undefined): readonly string[] {
  if (explained === undefined) return [];
  const { kind, from, signed, signedBase64, bytes, time, result, suggestion } = explained;
  if (kind === 'none') {
    const line = suggestion === undefined ? [] : [`  ${harmless(suggestion)}`];
    return [[`Signature: ${harmless(result)}`, ...line].join('\n')];
  }
  const text = signed === undefined ? (signedBase64 ?? '') : JSON.stringify(signed).slice(1, -1);
  const shown = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  const head = signedBase64 === undefined ? 'signed' : 'signed, as base64';
  const when = time?.at === undefined ? 'none that can be read' : time.at;
  return [
    [
      `Signature: ${kind}, read from ${harmless(from)}.`,
      ...(bytes === undefined ? [] : [`  ${head} (${bytes} bytes): ${harmless(shown)}`]),
      ...(time
        ? [`  time: ${when}, from ${harmless(time.from)}; at most ${time.windowSeconds} s from now`]
        : []),
      `  ${harmless(result)}`,
    ].join('\n'),
  ];
}

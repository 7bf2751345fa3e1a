import type { StoreSignature, StoreSignedPart } from '../../generated/types.ts';
import { memberOf } from '../../util/is-record.ts';
import { isTimeText } from './signed-time.ts';
import { sortedJson } from './sorted-json.ts';

/** What arrived, as far as a signature can cover it. */
export interface SignedRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, without the question mark. */
  readonly query: string;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** The address that the tool was given; from the configuration, never from the request's `Host`. */
  readonly url: string;
  /** The end of `url`, from its `?`, if it is the request's own query. Absent where the whole address is configured. */
  readonly urlQuery?: string;
}

/** What a request claims: these signatures over this content. */
export interface Claim {
  /** The signed texts, in order. */
  readonly content: readonly (string | Uint8Array)[];
  /** The signatures as they stand in the request, with their prefix. One that matches is enough. */
  readonly candidates: readonly string[];
  /** Where a value of the sender is signed right beside the body, only a JSON body shows where the value ends. */
  readonly needsJson: boolean;
}

/** The longest list that is looked at; a sender has one signature per live secret. */
const MAX_ELEMENTS = 20;

/**
 * Undefined where the signature, or what belongs to it, is missing or malformed. Also where another request could have
 * the same signed text, and where the signature does not cover the body exactly once.
 */
export function claimOf(signature: StoreSignature, request: SignedRequest): Claim | undefined {
  const elements = signatureElements(signature, request);
  const { label } = signature;
  const candidates = label === undefined ? elements : labelled(elements, label);
  if (candidates.length === 0 || elements[0] === '') return undefined;
  const parts = partsOf(signature, request);
  const { time } = signature;
  if (time !== undefined && time.pointer === undefined) {
    const text = signedValue(time, signature, request);
    if (!isTimeText(time.unit, text ?? '')) return undefined;
  }
  const body = parts?.findIndex(({ isBody }) => isBody) ?? -1;
  if (parts === undefined || body === -1) return undefined;
  const fences = new Set(
    parts.map((part, at) =>
      at < body ? fenceOf(part, parts[at + 1], 0) : fenceOf(part, parts[at - 1], -1),
    ),
  );
  if (fences.has('open')) return undefined;
  return {
    content: parts.map(({ text }) => text),
    candidates,
    needsJson: fences.has('by the body'),
  };
}

/** The elements of the header or parameter with the signature; none where it is missing. */
function signatureElements(signature: StoreSignature, request: SignedRequest): readonly string[] {
  const value = signedValue(signaturePlace(signature), signature, request) ?? '';
  const { delimiter } = signature;
  if (value === '') return [];
  const elements = delimiter === undefined ? [value] : value.split(delimiter, MAX_ELEMENTS);
  return /^[,;]$/.test(delimiter ?? '')
    ? elements.map((one, at) => (at === 0 ? one : one.replace(/^ +/, '')))
    : elements;
}

/** Where the signature stands. HTTP has one header for user and password. */
export const signaturePlace = ({ kind, header, query }: StoreSignature): StoreSignedPart =>
  query === undefined ? { header: header ?? (kind === 'basic' ? 'authorization' : '') } : { query };

const labelled = (elements: readonly string[], label: string): readonly string[] =>
  elements
    .filter((element) => element.startsWith(`${label}=`))
    .map((element) => element.slice(label.length + 1));

/** A value that the request names. Undefined where it is missing, or where there are several. */
export function signedValue(
  { header, query, label }: StoreSignedPart,
  signature: StoreSignature,
  request: SignedRequest,
): string | undefined {
  if (header !== undefined) {
    const value = memberOf(request.headers, header.toLowerCase());
    return typeof value === 'string' ? value : undefined;
  }
  const found =
    label === undefined
      ? parametersOf(request.query, query ?? '')
      : labelled(signatureElements(signature, request), label);
  return found.length === 1 ? found[0] : undefined;
}

/** A plus stays a plus: senders forget to escape those of base64. */
const parametersOf = (query: string, name: string): readonly string[] =>
  query.split('&').flatMap((pair) => {
    const [given = '', ...value] = pair.split('=');
    return decoded(given) === name ? (decoded(value.join('=')) ?? []) : [];
  });

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

interface Part {
  readonly text: string | Uint8Array;
  readonly isBody?: true;
  /** A fixed text. */
  readonly isFixed?: true;
  /** The text that the sender chose. Its length is not known in advance. */
  readonly chosen?: string;
}

/** Undefined where a part is missing or malformed, or where the body is not signed exactly once. */
function partsOf(signature: StoreSignature, request: SignedRequest): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const one of signature.content ?? ['body' as const]) {
    const part = partOf(one, signature, request);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.filter(({ isBody }) => isBody).length === 1 ? parts : undefined;
}

function partOf(
  part: Exclude<StoreSignature['content'], undefined>[number],
  signature: StoreSignature,
  request: SignedRequest,
): Part | undefined {
  if (part === 'body') return { text: request.body, isBody: true };
  if (part === 'sorted-json' || part === 'sorted-json-escaped') {
    const text = sortedJson(request.body, part === 'sorted-json-escaped');
    return text === undefined ? undefined : { text, isBody: true };
  }
  if (part === 'method') return { text: request.method };
  if (part === 'url') return urlPart(request);
  if (part.literal !== undefined) return { text: part.literal, isFixed: true };
  const text = signedValue(part, signature, request);
  if (text === undefined || !VALUE.test(text)) return undefined;
  // A time has a form of its own, which ends where it ends. And its window allows no other length.
  return isTimeOf(signature, part) ? { text } : { text, chosen: text };
}

/** Of other letters the bytes are not certain. White space at the ends does not arrive. */
const VALUE = /^[!-~](?:[ -~]{0,510}[!-~])?$/;

/** Whether a part is the value that the time is read from. */
export const isTimeOf = (
  { time }: Pick<StoreSignature, 'time'>,
  { header, query, label }: StoreSignedPart,
): boolean =>
  time !== undefined &&
  (header === undefined
    ? (query !== undefined && query === time.query) || (label !== undefined && label === time.label)
    : header.toLowerCase() === time.header?.toLowerCase());

/** @see https://www.rfc-editor.org/rfc/rfc3986#section-3.4 the characters of a query: none that JSON begins with. */
function urlPart({ url, urlQuery }: SignedRequest): Part | undefined {
  if (urlQuery === undefined || urlQuery === '') return { text: url };
  const isQuery = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/.test(urlQuery);
  return isQuery ? { text: url, chosen: urlQuery } : undefined;
}

/**
 * Whether it is certain where a part ends towards the body. A chosen value needs a literal there whose nearest character
 * (`at`) it does not hold. Otherwise a forger could move text from one part to another, with the same signed text.
 */
function fenceOf(
  { chosen, isBody }: Part,
  neighbour: Part | undefined,
  at: 0 | -1,
): 'closed' | 'by the body' | 'open' {
  if (chosen === undefined || isBody) return 'closed';
  if (neighbour?.isBody) return 'by the body';
  const fence = neighbour?.isFixed ? String(neighbour.text).at(at) : undefined;
  return fence === undefined || chosen.includes(fence) ? 'open' : 'closed';
}

/** What arrived, as far as a signature can cover it. */
export interface SignedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** The address that the tool was given; from the configuration, never from the request's `Host`. */
  readonly url: string;
}

/** What a request claims: these signatures over this content. */
export interface Claim {
  /** What was signed, in order. */
  readonly content: readonly (string | Uint8Array)[];
  /** The signatures as they stand in the request, with what names their version. One that matches is enough. */
  readonly signatures: readonly string[];
  /**
   * When the request was signed, in milliseconds since the epoch. Asked only once the signature is known to match,
   * because the answer may lie in the body.
   */
  readonly signedAt?: () => number | undefined;
}

/** Whether a claim is true. Takes the same time for every wrong signature of the same length. */
export type Check = (claim: Claim) => boolean;

/** How one tool signs. */
export interface Scheme {
  /** Undefined where the signature, or what belongs to it, is missing or malformed. */
  readonly claim: (request: SignedRequest) => Claim | undefined;
  /** Undefined where the secret cannot be one of this scheme. */
  readonly check: (secret: string) => Check | undefined;
  /** How far from now a signature may have been made, in milliseconds. Absent where the tool signs no time. */
  readonly windowMs?: number;
}

import type { RejectedError, WaitError } from '../../event/errors.ts';
import type { StoreSource } from '../../generated/types.ts';

/** The largest answer, in bytes. The client that makes the calls must enforce it. */
export const MAX_FETCHED_BYTES = 1_000_000;

/** What is known of one record after it was asked for. */
export type Fetched =
  /** The record's own part of the answer, as text. */
  | { readonly answer: string }
  /** The tool has no such record any more, which is no mistake. Free of personal data. */
  | { readonly gone: string }
  | { readonly error: RejectedError | WaitError };

/** By the tool's id of the record. */
export type FetchedRecords = ReadonlyMap<string, Fetched>;

/** The `fetch` of a source. */
export interface Credential {
  readonly token?: string;
  readonly key?: string;
  readonly iv?: string;
  readonly user?: string;
  readonly password?: string;
  /** Of the tool's API, if it differs from the usual one. */
  readonly baseUrl?: string;
}

/** What a fetcher may use of the configuration. */
export interface FetchContext {
  readonly fetch: Credential;
  readonly config: StoreSource;
}

/** One call for one or several records. */
interface FetchRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base address; begins with a slash. */
  readonly path: string;
  /** The path for the log: with a name in braces for each id, and without a query. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What an answer means that is no success. */
export type FetchVerdict =
  /** The credential is refused, or may not read this. */
  | 'unauthorized'
  /** Too many calls. */
  | 'throttled'
  /** The tool cannot answer now. */
  | 'failed'
  /** It answers, and would answer the same again. */
  | 'refused'
  /** There is no such record. */
  | 'missing';

/** How the records of one tool are fetched. Pure: `consume` makes the calls. */
export interface Fetcher {
  /** Name of the tool for the texts of errors. */
  readonly vendor: string;
  /** Used where `fetch` has none, without a slash at its end. */
  readonly baseUrl: string;
  /** Hosts that may be asked. One that begins with a dot stands for its subdomains. */
  readonly hosts: readonly string[];
  /** Members of `fetch` that the tool needs. */
  readonly needs: readonly ('token' | 'key' | 'iv' | 'user' | 'password')[];
  /** The pace of calls for one source. */
  readonly limits: readonly { readonly perSecond: number; readonly burst: number }[];
  /** Most records that one call asks for. */
  readonly perCall: number;
  /** The id of a record that the tool does not have: asked for, it shows whether the tool takes the credential. */
  readonly noRecord: string;
  /** What an operator has to look at where a record is missing. */
  readonly ifMissing: string;
  request(records: readonly string[], context: FetchContext): FetchRequest;
  /** What an answer with 2xx says of each of the records. */
  read(text: string, records: readonly string[], context: FetchContext): FetchedRecords;
  /** What an answer means whose status says too little. @returns undefined where the status says all. */
  verdictOf?(status: number, text: string): FetchVerdict | undefined;
}

/** The answers among what was fetched. */
export const answersIn = (fetched: FetchedRecords): ReadonlyMap<string, string> =>
  new Map([...fetched].flatMap(([record, one]) => ('answer' in one ? [[record, one.answer]] : [])));

/** The same for each record of a call. */
export const forAll = (records: readonly string[], fetched: Fetched): FetchedRecords =>
  new Map(records.map((record) => [record, fetched]));

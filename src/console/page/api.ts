import { memberOf } from '../../util/is-record.ts';
import type { Session } from '../responses.ts';

let session: Session | undefined;

/** Read once, when the page opens. */
export async function readSession(): Promise<Session> {
  session ??= await get<Session>('/api/session');
  return session;
}

/** @param timeoutMs @default no limit: reading a large queue takes minutes. @throws Error with a message for the operator. */
export const get = async <T>(path: string, timeoutMs?: number): Promise<T> =>
  readJson<T>(
    fetch(path, timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) }),
  );

/** @throws Error with a message for the operator. */
export async function post<T>(path: string, body: object = {}): Promise<T> {
  const { csrf } = await readSession();
  return readJson<T>(
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-console-csrf': csrf },
      body: JSON.stringify(body),
    }),
  );
}

async function readJson<T>(request: Promise<Response>): Promise<T> {
  const response = await request.catch(() => undefined);
  if (response === undefined) {
    throw new Error('The console does not answer. Check that signup-relay console is running.');
  }
  if (response.status === 401) {
    throw new Error('The console was restarted. Open the address that it printed.');
  }
  const body: unknown = await response.json().catch(() => ({}));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server of this page answers with these types
  if (response.ok) return body as T;
  const problem = memberOf(body, 'problem');
  throw new Error(
    typeof problem === 'string' ? problem : `Request failed (HTTP ${response.status}).`,
  );
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Unexpected error.';

/** `?a=1&b=2`, without undefined values. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** The page of the letters that fit. */
export const lettersHref = (filter: {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
}): string => `#/letters${query(filter)}`;

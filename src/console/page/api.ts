import type { Session } from '../answers.ts';

let session: Session | undefined;

/** Read once, when the page is opened. */
export async function readSession(): Promise<Session> {
  session ??= await get<Session>('/api/session');
  return session;
}

/** @throws Error in words for the person who looks. */
export const get = async <T>(path: string): Promise<T> => answered<T>(fetch(path));

/** @throws Error in words for the person who looks. */
export async function post<T>(path: string, body: object = {}): Promise<T> {
  const { csrf } = await readSession();
  return answered<T>(
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-console-csrf': csrf },
      body: JSON.stringify(body),
    }),
  );
}

async function answered<T>(asking: Promise<Response>): Promise<T> {
  const response = await asking.catch(() => undefined);
  if (response === undefined) {
    throw new Error('The console does not answer. Is signup-relay console still running?');
  }
  if (response.status === 401) {
    throw new Error('The console was started anew: open the address that it printed.');
  }
  const answer: unknown = await response.json().catch(() => ({}));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server of this page answers by answers.ts
  if (response.ok) return answer as T;
  const isTold = typeof answer === 'object' && answer !== null && 'problem' in answer;
  throw new Error(isTold ? String(answer.problem) : `It failed (${response.status}).`);
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'It failed.';

/** `?a=1&b=2` of what is given. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Session } from '../../src/console/responses.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request that can have any `Host`, unlike `fetch`. */
export async function ask(url: string, { method, headers, body }: Ask = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: method ?? 'GET', headers, agent: false }, (answer) => {
      text(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: read }),
        reject,
      );
    });
    asked.on('error', reject).end(body);
  });
}

/** A client that has opened the printed address. */
export interface ConsoleClient {
  /** Without a trailing slash. */
  readonly base: string;
  readonly cookie: string;
  readonly csrf: string;
  get<T>(path: string): Promise<T>;
  /** Sends the headers that the page sends with a change. */
  post(path: string, body?: object): Promise<Reply>;
}

export async function openClient(url: string): Promise<ConsoleClient> {
  const base = new URL(url).origin;
  const { headers } = await ask(url);
  const [cookie = ''] = String(headers['set-cookie']).split(';');
  const get = async <T>(path: string): Promise<T> =>
    JSON.parse((await ask(base + path, { headers: { cookie } })).text) as T;
  const { csrf } = await get<Session>('/api/session');
  const post = async (path: string, body: object = {}): Promise<Reply> =>
    ask(base + path, {
      method: 'POST',
      headers: {
        cookie,
        origin: base,
        'content-type': 'application/json',
        'x-console-csrf': csrf,
      },
      body: JSON.stringify(body),
    });
  return { base, cookie, csrf, get, post };
}

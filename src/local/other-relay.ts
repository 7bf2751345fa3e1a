import { isRecord } from '../util/is-record.ts';
import { ABOUT_PATH } from './lambda/http-front.ts';
import { FIXED_PORTS, FIXED_SQS_ENDPOINT, FIXED_WEBHOOK_ADDRESS } from './local-ports.ts';
import type { LocalRelay } from './local-relay.ts';

/** What a local relay says about itself. */
export interface AboutRelay {
  readonly pid: number;
  /** Where it was started: its `local.env` is there. */
  readonly folder: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Another process on this machine answers at once. Milliseconds. */
const ANSWER_MS = 1_000;

/** @param url base address of webhooks. @returns undefined if no local relay answers there. */
export async function askRelay(url: string): Promise<AboutRelay | undefined> {
  try {
    // The relay listens on 127.0.0.1 only, and `localhost` may be another address.
    const address = new URL(ABOUT_PATH, url.replace('//localhost', '//127.0.0.1'));
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    const about: unknown = await answer.json();
    if (!isRecord(about)) return undefined;
    const { pid, folder, startedAt } = about;
    return typeof pid === 'number' && typeof folder === 'string' && typeof startedAt === 'string'
      ? { pid, folder, startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Who has the usual ports, if this relay did not get them.
 *
 * @returns undefined if it has them.
 */
export async function describePorts({
  url,
  services: { sqs, shopline, shoplazza },
}: LocalRelay): Promise<string | undefined> {
  const wanted: readonly (readonly [number, boolean])[] = [
    [FIXED_PORTS.receive, url === FIXED_WEBHOOK_ADDRESS],
    [FIXED_PORTS.sqs, sqs.endpoint === FIXED_SQS_ENDPOINT],
    [FIXED_PORTS.shopline, has(shopline.baseUrl, FIXED_PORTS.shopline)],
    [FIXED_PORTS.shoplazza, has(shoplazza.baseUrl, FIXED_PORTS.shoplazza)],
  ];
  const taken = wanted.filter(([, isOurs]) => !isOurs).map(([port]) => port);
  if (taken.length === 0) return undefined;
  const other = taken.includes(FIXED_PORTS.receive)
    ? await askRelay(FIXED_WEBHOOK_ADDRESS)
    : undefined;
  if (other === undefined) {
    const ports = taken.length === 1 ? `port ${taken[0]}` : `the ports ${taken.join(', ')}`;
    return `Another program holds ${ports}, so this relay has other ones.`;
  }
  return [
    `Another relay holds the usual ports: process ${other.pid}, started at ${other.startedAt}`,
    `in ${other.folder}. This relay has other ports. To stop the other one, press Ctrl-C in its terminal.`,
  ].join('\n');
}

const has = (baseUrl: string, port: number): boolean => new URL(baseUrl).port === String(port);

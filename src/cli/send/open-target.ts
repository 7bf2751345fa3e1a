import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createSenders } from '../../aws/stores.ts';
import { WaitError } from '../../event/errors.ts';
import type { StoreSource } from '../../generated/types.ts';
import type { DeliveryFile } from '../../sources/delivery-file.ts';
import { parseSender } from '../../sources/parse-sender.ts';
import { isSecretAddress } from '../../sources/verify/schemes.ts';
import { sign } from '../../sources/verify/sign.ts';
import { claimedStore, unwrap } from '../../event/event.ts';
import { awsProblem } from '../aws-problem.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';
import { SendError, type SendTarget } from './send-file.ts';

/** Sends events to the queue of the deployment, and webhooks to a relay on this machine only. */
export function openTarget({
  terminal,
  deployment,
}: Pick<CommandContext, 'terminal' | 'deployment'>): SendTarget {
  const relay = deployment();
  return {
    async send(body) {
      const group = storeIn(body);
      const command = new SendMessageCommand({
        QueueUrl: relay.requiredName('SIGNUPS_QUEUE_URL'),
        MessageBody: body,
        // One group for each store, as the relay itself does: a busy store then does not delay the others.
        ...(group !== undefined && { MessageGroupId: group }),
      });
      const { MessageId = '' } = await relay
        .sqs()
        .send(command)
        .catch((error: unknown) => {
          const name = error instanceof Error ? error.name : 'error';
          const text = awsProblem(error, terminal.env);
          throw new SendError(text ?? `The queue did not accept the message (${name}).`, {
            cause: error,
          });
        });
      return MessageId;
    },
    async post(delivery) {
      const base = localBase(terminal.env['PUBLIC_URL']);
      const path = relay.requiredName('SOURCES_PATH');
      const { readParameter } = relay;
      const senders = createSenders({
        readParameter,
        path,
        ttlMs: 0,
        now: terminal.now,
        parse: parseSender,
      });
      const { store, source } = delivery;
      const config = await senders.find(store, source).catch((error: unknown) => {
        if (!(error instanceof WaitError)) throw error;
        throw new SendError(`${error.message}.`, { cause: error });
      });
      if (!config) {
        throw new SendError(`No source ${source} of a store ${store} is configured.`);
      }
      return { tool: config.tool, status: await post(base, delivery, config, terminal.now()) };
    },
  };
}

/**
 * The address of a relay on this machine. Samples and signatures in the name of a tool are for tests, and never for a
 * deployed relay.
 *
 * @throws UsageError the relay is elsewhere, or none is named.
 */
export function localBase(
  publicUrl: string | undefined,
  what = 'This file is a webhook. Webhooks are',
): string {
  const base = publicUrl?.trim().replace(/\/+$/, '') ?? '';
  const url = URL.canParse(base) ? new URL(base) : undefined;
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? '');
  if (url?.protocol === 'http:' && isLocal) return base;
  throw new UsageError(
    `${what} sent only to a relay on this machine: run npm start, then use --env local.env (it sets PUBLIC_URL). To see what an event does without sending it, use explain.`,
  );
}

async function post(
  base: string,
  { store, source, headers, body }: DeliveryFile,
  config: StoreSource,
  now: number,
): Promise<number> {
  const url = `${base}/webhooks/${encodeURIComponent(store)}/${encodeURIComponent(source)}`;
  const [secret = ''] = config.secrets ?? [];
  const isPublic = config.tool === 'html-form' && config.public !== undefined;
  const origin = config.public?.origins[0] ?? '';
  const signed = isPublic
    ? { headers: { ...headers, origin }, query: '' }
    : isSecretAddress(config)
      ? undefined
      : signedWith({ source: config, headers, body, url: config.url ?? url, secret }, now);
  const address = signed ? `${url}${signed.query}` : `${url}/${encodeURIComponent(secret)}`;
  const request = {
    method: 'POST',
    headers: signed?.headers ?? headers,
    body,
    redirect: 'manual',
  } as const;
  const response = await fetch(address, request).catch((error: unknown) => {
    throw new SendError(`There is no answer from ${base}. Check that npm start is running.`, {
      cause: error,
    });
  });
  await response.body?.cancel();
  return response.status;
}

/** @throws SendError it cannot be signed here. */
function signedWith(...unsigned: Parameters<typeof sign>): ReturnType<typeof sign> {
  try {
    return sign(...unsigned);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'It cannot be signed';
    throw new SendError(`${why}.`, { cause: error });
  }
}

/** The store of a canonical event, of a delivery, or of all events of a batch; undefined if it cannot be read. */
function storeIn(body: string): string | undefined {
  try {
    const [store, ...others] = new Set([unwrap(body)].flat().map(claimedStore));
    return others.length === 0 ? store : undefined;
  } catch {
    return undefined;
  }
}

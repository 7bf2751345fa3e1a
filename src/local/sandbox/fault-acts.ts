import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import type { AnswerFault, Fault } from './fault.ts';

/** Carries faults out. */
export interface FaultActs {
  /** In place of the route. */
  before(fault: Fault, reply: FastifyReply): Promise<void>;
  /** In place of the route's answer. @returns the payload to send. */
  instead(fault: Fault, reply: FastifyReply, payload: unknown): Promise<unknown>;
}

/**
 * @param wait waits that many milliseconds; throws when the shop closes first.
 * @param closing aborted when the shop closes: ends silences.
 */
export function createFaultActs(
  wait: (ms: number) => Promise<void>,
  closing: AbortSignal,
): FaultActs {
  return {
    before: async (fault, reply) => {
      await wait(fault.delayMs ?? 0);
      if (fault.kind === 'pass') return;
      if (fault.kind === 'answer') {
        await reply.send(prepare(fault, reply));
        return;
      }
      reply.hijack();
      if (fault.kind === 'reset') reply.raw.socket?.resetAndDestroy();
    },
    instead: async (fault, reply, payload) => {
      await wait(fault.delayMs ?? 0).catch(() => undefined);
      if (fault.kind === 'pass') return payload;
      if (fault.kind === 'answer') return prepare(fault, reply);
      if (fault.kind === 'silence' && !closing.aborted) await once(closing, 'abort');
      reply.raw.socket?.resetAndDestroy();
      return payload;
    },
  };
}

/** True where the client never gets an answer. */
export const leavesUnanswered = ({ kind }: Fault): boolean =>
  kind === 'reset' || kind === 'silence';

/** Sets status and headers. @returns the body as text. */
function prepare({ status, headers = {}, body }: AnswerFault, reply: FastifyReply): string {
  void reply
    .code(status)
    .type('application/json')
    .headers({ ...headers });
  if (body === undefined) return '';
  const isPlain = typeof body === 'string' && 'content-type' in lowerCased(headers);
  return isPlain ? body : JSON.stringify(body);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routeOf } from './call-log.ts';
import { isControl } from './control-prefix.ts';
import { createFaultActs, leavesUnanswered } from './fault-acts.ts';
import { createFaultPlan } from './fault-plan.ts';
import type { Fault } from './fault.ts';
import { isJsonObject } from './json.ts';
import type { ServerParts } from './server-parts.ts';
import { ShopError } from './shop-error.ts';

/** Latency and faults, before the route and in place of its answer. @param closing ends every wait. */
export function addFaultHooks(
  app: FastifyInstance,
  { dialect, knobs, calls }: ServerParts,
  closing: AbortSignal,
): void {
  const wait = async (ms: number): Promise<void> => {
    if (ms <= 0) return;
    await sleep(ms, undefined, { signal: closing }).catch(() => {
      throw new ShopError(500, dialect.errorBody(500));
    });
  };
  const plan = createFaultPlan(() => knobs().faults);
  const acts = createFaultActs(wait, closing);
  const afterWrite = new WeakMap<FastifyRequest, Fault>();

  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return;
    const { method, body } = request;
    if (body !== undefined) calls.note(request, { body });
    const query = isJsonObject(request.query) ? request.query : {};
    const fault = plan.next({ method, route: routeOf(request, dialect.prefix), query, body });
    await wait(knobs().latencyMs);
    if (fault?.afterWrite === true) afterWrite.set(request, fault);
    else if (fault !== undefined) await acts.before(fault, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (isControl(request)) return payload;
    const fault = afterWrite.get(request);
    const sent = fault === undefined ? payload : await acts.instead(fault, reply, payload);
    const isAnswered = fault === undefined || !leavesUnanswered(fault);
    if (isAnswered) calls.note(request, { status: reply.statusCode });
    return sent;
  });
}

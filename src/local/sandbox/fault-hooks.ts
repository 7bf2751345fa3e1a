import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRecord } from '../../util/is-record.ts';
import { routeOf } from './call-log.ts';
import { isControl } from './control-routes.ts';
import type { AnswerFault, Fault, FaultRequest, Faults, QueuedFault } from './fault.ts';
import type { ShopServerDeps } from './shop.ts';

/** Adds latency and faults, before the route or in place of its answer. @param closing ends every wait. */
export function addFaultHooks(
  app: FastifyInstance,
  { dialect, knobs, calls }: Pick<ShopServerDeps, 'dialect' | 'knobs' | 'calls'>,
  closing: AbortSignal,
): void {
  const wait: Wait = async (ms, url = '') => {
    if (ms <= 0) return;
    await sleep(ms, undefined, { signal: closing }).catch(() => {
      throw dialect.errorFor(500, url);
    });
  };
  const plan = createFaultPlan(() => knobs().faults);
  const acts = createFaultActs(wait, closing);
  const afterWrite = new WeakMap<FastifyRequest, Fault>();

  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return;
    const { method, body } = request;
    if (body !== undefined) calls.note(request, { body });
    const query = isRecord(request.query) ? request.query : {};
    const fault = plan.next({ method, route: routeOf(request, dialect.prefixes), query, body });
    await wait(knobs().latencyMs, request.url);
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

/** Waits this number of milliseconds. @param url of the request, for its error. @throws ShopError the shop closes first. */
type Wait = (ms: number, url?: string) => Promise<void>;

/** Carries faults out. */
interface FaultActs {
  /** In place of the route. */
  before(fault: Fault, reply: FastifyReply): Promise<void>;
  /** In place of the route's answer. @returns the payload to send. */
  instead(fault: Fault, reply: FastifyReply, payload: unknown): Promise<unknown>;
}

/**
 * @param closing aborted when the shop closes; ends every silence.
 */
function createFaultActs(wait: Wait, closing: AbortSignal): FaultActs {
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

/** Whether the client never gets an answer. */
const leavesUnanswered = ({ kind }: Fault): boolean => kind === 'reset' || kind === 'silence';

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

/** Chooses the fault of each request from the `faults` knob. */
interface FaultPlan {
  next(request: FaultRequest): Fault | undefined;
}

/** @param faults reads the knob. A new value starts a new queue. */
function createFaultPlan(faults: () => Faults): FaultPlan {
  let source: Faults | undefined;
  let queue: QueuedFault[] = [];
  const refill = (current: readonly QueuedFault[]): void => {
    if (current === source) return;
    source = current;
    queue = [...current];
  };
  return {
    next: (request) => {
      const current = faults();
      if (typeof current === 'function') return current(request);
      refill(current);
      const index = queue.findIndex((fault) => fits(fault, request));
      const fault = queue[index];
      if (fault === undefined) return undefined;
      const times = (fault.times ?? 1) - 1;
      queue.splice(index, 1, ...(times > 0 ? [{ ...fault, times }] : []));
      return fault;
    },
  };
}

function fits({ method, route }: QueuedFault, request: FaultRequest): boolean {
  return (
    (method === undefined || method === request.method) &&
    (route === undefined || route === request.route)
  );
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isRecord } from '../../util/is-record.ts';
import type { JsonObject } from '../json.ts';
import { type KnobChecks, type Knobs, wrongKnobs } from './knobs.ts';
import { type Sandbox, ShopError } from './shop.ts';

/** The sandbox's own paths: tests in any language can set knobs and read the shop's state. */
export function addControlRoutes<C, K extends Knobs>(
  app: FastifyInstance,
  sandbox: Sandbox<C, K>,
  checks: KnobChecks<K>,
): void {
  app.get(`${CONTROL_PREFIX}/knobs`, async () => sandbox.knobs());
  app.put(`${CONTROL_PREFIX}/knobs`, async ({ body }) => {
    const input = requireObject(body);
    if (!areKnobs(input, checks)) {
      throw new ShopError(400, {
        errors: wrongKnobs(input, checks).map(
          (name) => `${name} is not a knob or has an invalid value`,
        ),
      });
    }
    sandbox.set(input);
    return sandbox.knobs();
  });
  app.get(`${CONTROL_PREFIX}/customers`, async () => sandbox.customers());
  app.post(`${CONTROL_PREFIX}/customers`, async ({ body }, reply) => {
    const input = requireObject(body);
    if (!isPart<C>(input)) throw new ShopError(400, { errors: ['id must be a string'] });
    return await reply.code(201).send(sandbox.seed(input));
  });
  app.patch<{ Params: { id: string } }>(
    `${CONTROL_PREFIX}/customers/:id`,
    async ({ params, body }, reply) => {
      const input = requireObject(body);
      if (input['id'] !== undefined || !isPart<C>(input)) {
        throw new ShopError(400, { errors: ['id cannot be changed'] });
      }
      const customer = sandbox.edit(params.id, input);
      return customer === undefined ? await reply.code(404).send() : customer;
    },
  );
  app.delete<{ Params: { id: string } }>(
    `${CONTROL_PREFIX}/customers/:id`,
    async ({ params }, reply) => reply.code(sandbox.remove(params.id) ? 204 : 404).send(),
  );
  app.get(`${CONTROL_PREFIX}/calls`, async () => sandbox.calls());
  app.post(`${CONTROL_PREFIX}/reset`, async (_request, reply) => {
    sandbox.reset();
    return await reply.code(204).send();
  });
}

function requireObject(body: unknown): JsonObject {
  if (!isRecord(body)) throw new ShopError(400, { errors: ['the body must be a JSON object'] });
  return body;
}

function areKnobs<K>(input: JsonObject, checks: KnobChecks<K>): input is JsonObject & Partial<K> {
  return wrongKnobs(input, checks).length === 0;
}

/** A seed is unchecked, as `seed` in a test is; only the id must be usable. */
function isPart<C>(input: JsonObject): input is JsonObject & Partial<C> {
  return input['id'] === undefined || typeof input['id'] === 'string';
}

/** Paths below this prefix are for tests: no token, no limits, no faults, no log. */
export const CONTROL_PREFIX = '/_sandbox';

export const isControl = (request: FastifyRequest): boolean =>
  request.url.startsWith(`${CONTROL_PREFIX}/`);

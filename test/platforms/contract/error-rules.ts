import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault, FaultRequest } from '../../../src/local/sandbox/fault.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { ECHOES, ERRORS, HOSTILE_BODIES, type Operation, OPERATIONS, SECRETS } from './cases.ts';
import { ADA } from './people.ts';
import type { Scene } from './scene.ts';
import { errorOf, outcomeOf, verdictOf } from './verdict-of.ts';

/** Every failure ends in a verdict and a text without customer data. */
export function errorRules(scene: () => Scene): void {
  describe('errors', () => {
    const run = (operation: Operation, on = scene().platform): Promise<unknown> =>
      OPERATIONS[operation](
        on,
        aNormalSignup({ customer: ADA }),
        scene().shop.people()[0]?.id ?? 'no-customer',
      );
    const faulty = (fault: Fault | ((request: FaultRequest) => Fault)): void =>
      scene().shop.sandbox.set({ faults: typeof fault === 'function' ? fault : () => fault });

    it.each(ERRORS)('$operation, $name → $verdict.kind', async ({ operation, fault, verdict }) => {
      scene().shop.seed({ email: 'someone@example.com' });
      faulty(fault);
      expect(await verdictOf(run(operation))).toEqual(verdict);
    });

    it.each(['find', 'create', 'update'] as const)(
      '%s, connection refused → again: nothing can have been written',
      async (operation) => {
        const away = scene().shop.adapterOver(scene().shop.callTo('http://127.0.0.1:9/v1'));
        // Only an update has to tell: an unknown find and create are asked again in any case.
        const isUpdate = operation === 'update' && scene().shop.updatesAtOnce;
        expect(await verdictOf(run(operation, away))).toEqual({
          kind: 'again',
          ...(isUpdate && { isUnwritten: true }),
        });
      },
    );

    it.each(ECHOES)('keeps echoed values out of the error: %j', async (body) => {
      scene().shop.seed({ email: 'someone@example.com' });
      for (const status of [400, 401, 404, 422, 429, 500]) {
        faulty({ kind: 'answer', status, body });
        for (const operation of ['find', 'create', 'update'] as const) {
          const { message } = await errorOf(run(operation));
          for (const secret of SECRETS) expect(message).not.toContain(secret);
          expect(message.length).toBeLessThan(500);
        }
      }
    });

    it.each(HOSTILE_BODIES)('survives a success with $name', async ({ body, headers }) => {
      scene().shop.seed({ email: 'someone@example.com' });
      faulty({ kind: 'answer', status: 200, body, ...(headers && { headers }) });
      for (const operation of ['find', 'update'] as const) {
        const error = await outcomeOf(run(operation));
        expect([undefined, 'again']).toContain(error?.verdict.kind);
      }
      // A create that succeeded has made a customer, readable or not.
      expect(await verdictOf(run('create'))).toEqual({ kind: 'ambiguous' });
    });

    it('rejects with PlatformError only, whatever the shop answers', async () => {
      const status = fc.constantFrom(200, 201, 204, 302, 400, 401, 404, 409, 418, 422, 429, 500);
      const answer = fc.record({ status, body: fc.jsonValue({ maxDepth: 4 }) });
      const operation = fc.constantFrom<Operation>('find', 'create', 'update');
      await fc.assert(
        fc.asyncProperty(
          operation,
          fc.array(answer, { minLength: 1, maxLength: 4 }),
          async (which, answers) => {
            let calls = 0;
            const hostile = scene().shop.adapterOver(async () => {
              const { status: code, body } = answers[calls++ % answers.length] ?? {
                status: 500,
                body: null,
              };
              return { status: code, headers: {}, body };
            });
            await expect(outcomeOf(run(which, hostile))).resolves.not.toBeInstanceOf(TypeError);
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}

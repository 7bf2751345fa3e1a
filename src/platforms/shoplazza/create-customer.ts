import type { Created, Fitted } from '../../delivery/platform-port.ts';
import { contentOf, idOf } from './error-answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { createBody } from './bodies.ts';

/**
 * Creates the customer in one call: Create Customer carries all that Shoplazza can hold.
 *
 * @throws PlatformError `ambiguous` also when the answer names no customer: there may be one all the same.
 */
export async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const answer = await ask('create', { body: createBody(fitted) });
  const id = idOf(contentOf(answer.body, 'customer'));
  if (id === undefined) throw unreadable('create', answer);
  return { id, remaining: [] };
}

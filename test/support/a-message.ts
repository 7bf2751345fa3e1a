import type { Message } from '../../src/message/message.ts';
import { SENT_AT } from './a-record.ts';

/** A message that is new, sent at `SENT_AT`; name only what the test is about. */
export const aMessage = (overrides: Partial<Message> = {}): Message => ({
  id: 'message-1',
  body: '{}',
  receives: 1,
  attempts: 0,
  firstSeenAt: SENT_AT,
  triesSince: SENT_AT,
  replays: 0,
  foreign: {},
  ...overrides,
});

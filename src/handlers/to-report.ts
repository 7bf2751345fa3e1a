import type { AttemptedPart } from '../consume/attempt.ts';
import type { Message } from '../message/message.ts';
import type { AttemptReport } from '../consume/report.ts';

interface Context {
  readonly message: Message;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether the queue did not confirm the copy. */
  readonly stays: boolean;
}

/** What one attempt to deliver one signup did, as its log line says it. */
export function toReport(
  { part, result, calls, durationMs, joint }: AttemptedPart,
  { message, now, stays }: Context,
): AttemptReport {
  const base = {
    messageId: message.id,
    ...part.known,
    ...(message.trace !== undefined && { trace: message.trace }),
    firstSeenAt: message.firstSeenAt,
    ...(message.replays > 0 && { replays: message.replays }),
    ...('store' in part && { platform: part.store.platform }),
    ...('clamped' in part && part.clamped && { clamped: true }),
    calls,
    ...(joint && { callsOf: joint.callsOf }),
    durationMs,
  };
  if ('outcome' in result) {
    const attempts = message.attempts + (calls.length > 0 || joint?.isFailed ? 1 : 0);
    if (result.outcome === 'skipped') return { ...base, ...result, attempts };
    const unheld = result.unheld.length > 0 ? { unheld: result.unheld } : {};
    return {
      ...base,
      ...unheld,
      outcome: result.outcome,
      customerId: result.customerId,
      attempts,
      ...('signup' in part && { ageMs: now - part.signup.time }),
    };
  }
  if (result.action === 'crash') {
    return { ...base, outcome: 'crashed', attempts: message.attempts, why: result.why };
  }
  const { attempts } = result;
  const why = result.action === 'postpone' ? result.why : result.detail;
  if (stays) {
    const both = `no copy could be put on the queue, so the message stays: ${why}`;
    return { ...base, outcome: 'crashed', attempts, why: both };
  }
  if (result.action === 'postpone') {
    const retryInMs = Math.round(result.delayMs);
    return { ...base, outcome: 'postponed', attempts, why, retryInMs };
  }
  return { ...base, outcome: 'dead_lettered', reason: result.reason, why, attempts };
}

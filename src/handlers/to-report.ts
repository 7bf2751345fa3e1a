import type { Attempted } from './attempt-message.ts';
import type { AttemptReport } from './report.ts';

/** What one attempt did, as its log line says it. */
export function toReport(
  { message, prepared, result, calls, durationMs }: Attempted,
  now: number,
  stays: boolean,
): AttemptReport {
  const { known } = prepared;
  const base = {
    messageId: message.id,
    ...known,
    ...('store' in prepared && { platform: prepared.store.platform }),
    ...('clamped' in prepared && prepared.clamped && { clamped: true }),
    calls,
    durationMs,
  };
  if ('outcome' in result) {
    const attempts = message.attempts + (calls.length > 0 ? 1 : 0);
    const ageMs = 'signup' in prepared ? now - prepared.signup.time : undefined;
    const unheld = result.unheld.length > 0 ? { unheld: result.unheld } : {};
    return {
      ...base,
      ...unheld,
      outcome: result.outcome,
      customerId: result.customerId,
      attempts,
      ...(ageMs !== undefined && { ageMs }),
    };
  }
  if (result.action === 'crash') {
    return { ...base, outcome: 'crashed', attempts: message.attempts, why: result.why };
  }
  const { attempts } = result;
  const why = result.action === 'postpone' ? result.why : result.detail;
  if (stays) {
    const both = `the queue did not confirm the copy, so the message stays: ${why}`;
    return { ...base, outcome: 'crashed', attempts, why: both };
  }
  if (result.action === 'postpone') {
    const retryInMs = Math.round(result.delayMs);
    return { ...base, outcome: 'postponed', attempts, why, retryInMs };
  }
  return { ...base, outcome: 'dead_lettered', reason: result.reason, why, attempts };
}

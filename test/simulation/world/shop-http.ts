import { type Http, type HttpAnswer, HttpError } from '../../../src/http/http.ts';
import type { ShopFault } from '../schedule.ts';
import { callPort, type End, type Life, SHOP_MS } from './life.ts';
import type { Shop, ShopRequest } from './shop.ts';
import type { AttemptNote, ShopCallNote, World } from './world.ts';

const LATE_MS = 5_000;
const silence = (timeoutMs: number): End<HttpAnswer> => ({
  error: new HttpError('no answer in time', true, true),
  afterMs: timeoutMs,
});

/** The effect of a fault on an arriving call. `isWritten`: whether the shop has written. */
function endOf(
  how: ShopFault | undefined,
  timeoutMs: number,
  handle: () => HttpAnswer,
): { readonly end: End<HttpAnswer>; readonly answer?: HttpAnswer } {
  const instead = (status: number, headers = {}): { readonly end: End<HttpAnswer> } => ({
    end: { value: { status, headers, body: {} } },
  });
  if (how === '429') return instead(429);
  if (how === '429-later') return instead(429, { 'retry-after': '20' });
  if (how === '500') return instead(500);
  if (how === 'silent' || how === 'silent-late') return { end: silence(timeoutMs) };
  if (how === 'unreached') return { end: { error: new HttpError('refused', false) } };
  const answer = handle();
  if (how === '500-after') return { ...instead(500), answer };
  if (how === 'silent-after') return { end: silence(timeoutMs), answer };
  return { end: { value: answer }, answer };
}

const isYes = (answer: HttpAnswer | undefined): boolean => (answer?.status ?? 500) < 300;

/** The shop's address as one attempt of one consumer sees it. */
export function createShopHttp(
  world: World,
  life: Life,
  shop: Shop,
  who: {
    readonly attempt: AttemptNote;
    readonly eventId: () => string;
    readonly person: () => string;
  },
): Http {
  const { time, notes, say } = world;
  return ({ headers, body, timeoutMs }) => {
    who.attempt.calledAt ??= time.now();
    if (time.now() + timeoutMs > who.attempt.deadline) {
      notes.violations.push('a call started that could outlast its function');
    }
    const request = { ...(body as ShopRequest), token: headers['token'] ?? '' };
    const sentAt = time.now();
    return callPort(world, life, {
      latencies: SHOP_MS,
      arrive: () => {
        const how = world.meet('shop')?.how;
        const handle = (): HttpAnswer => shop.handle(request, who.attempt);
        const { end, answer } = endOf(how, timeoutMs - (time.now() - sentAt), handle);
        const note: ShopCallNote = {
          at: time.now(),
          operation: request.operation,
          person: who.person(),
          eventId: who.eventId(),
          status: 'value' in end ? end.value.status : undefined,
          attempt: who.attempt,
          isUncertain: 'value' in end ? end.value.status >= 500 : how !== 'unreached',
          isWritten: isYes(answer),
          endsAt: how?.startsWith('silent') === true ? sentAt + timeoutMs : time.now(),
        };
        notes.calls.push(note);
        say('shop', describe(request, note, how));
        if (how === 'silent-late') {
          time.after(sentAt + timeoutMs + LATE_MS - time.now(), () => {
            say('shop', `the late ${request.operation} of ${note.eventId} → ${handle().status}`);
          });
        }
        if (how !== 'slow') return end;
        const slowMs = sentAt + Math.min(8_000, timeoutMs - 1) - time.now();
        return 'value' in end ? { ...end, afterMs: Math.max(1, slowMs) } : end;
      },
    });
  };
}

function describe(request: ShopRequest, note: ShopCallNote, how: ShopFault | undefined): string {
  const { operation, id, contact, fields, tags } = request;
  const what = [id, contact, fields && JSON.stringify(fields), tags?.length ? tags.join() : '']
    .filter(Boolean)
    .join(' ');
  const status = note.status ?? 'no answer';
  const fault = how === undefined ? '' : ` (${how}${note.isWritten ? ', done' : ''})`;
  return `${operation} for ${note.eventId}: ${what} → ${status}${fault}`;
}

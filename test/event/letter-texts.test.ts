import { describe, expect, it } from 'vitest';
import { type LetterTexts, shownTexts } from '../../src/event/letter-texts.ts';
import { anEvent } from '../support/an-event.ts';

const customer = { email: 'ada.lin@example.com', phone: '+886912345678', name: 'Ada Lin' };
const BODY = JSON.stringify(anEvent({ data: { store: 'tw-main', customer } }));
const posted = (body: string): string =>
  JSON.stringify({
    ...anEvent(),
    type: 'webhook.delivered',
    data: { store: 'tw-main', source: 'form', headers: {}, body },
  });
const detailOf = (detail: string, body = BODY): string | undefined =>
  shownTexts({ detail }, body).detail;

describe('the texts of a letter that another sender wrote', () => {
  it.each([
    ['Ada Lin has no such field', '… … has no such field'],
    ['LIN, ADA: refused', '… … refused'],
    ['mail to ada.lin@example.com bounced', 'mail to … bounced'],
    ['mail to bob@elsewhere.example bounced', 'mail to … bounced'],
    ['call 0912-345-678 or +886 912 345 678', 'call … or …'],
    ['call 02-2345-67890', 'call …'],
    [`x${'%25'.repeat(300)}`, '…'],
  ])('%s', (detail, shown) => {
    expect(detailOf(detail)).toBe(shown);
  });

  it.each([
    'the signup is not valid: /customer/email must be an e-mail address (format); … and 3 more',
    'no store "tw-main" is configured; put its configuration to the parameter /relay/stores/tw-main',
    'tried 12 times in 48.0 h; at last: POST /customers answered 503 (2026-11-22T03:04:05Z)',
    '2 of 2500 signups in this delivery: must have its calling code (+886…)',
    'not JSON: see position 12345 (line 1 column 12346)',
  ])('of the relay stay as they are: %s', (detail) => {
    expect(detailOf(detail)).toBe(detail);
    expect(detailOf(detail, 'not JSON')).toBe(detail);
  });

  it.each([
    ['JSON', JSON.stringify({ customer })],
    ['a form', String(new URLSearchParams(customer))],
  ])('are masked by what a tool posted as %s', (_, body) => {
    expect(detailOf('for Ada Lin', posted(body))).toBe('for … …');
  });

  it('are masked by a name that has no spaces around it', () => {
    const body = JSON.stringify(anEvent({ data: { customer: { ...customer, name: '林小明' } } }));
    expect(detailOf('顧客林小明的電話', body)).toBe('…');
  });

  it('leave out identifiers that hold a person, and keep every other one', () => {
    const hash = `hash:${'0'.repeat(32)}`;
    const ids: readonly (readonly [string, string | undefined])[] = [
      ['pos-101-000042', 'pos-101-000042'],
      [hash, hash],
      ['<img src=x>', '<img src=x>'],
      ['signup-of-ada.lin', undefined],
      ['ada%2540example.com'.replace('ada', 'ada.lin'), undefined],
      ['+886-912-345-678', undefined],
      ['x'.repeat(513), undefined],
    ];
    for (const [id, shown] of ids) {
      const texts: LetterTexts = { eventId: id, store: id, source: id };
      expect(shownTexts(texts, BODY)).toEqual({ eventId: shown, store: shown, source: shown });
    }
  });

  it('cost little with a megabyte of hostile body or text', () => {
    const startedAt = performance.now();
    for (const body of [
      posted('a&'.repeat(250_000)),
      '['.repeat(500_000),
      posted('%25'.repeat(300_000)),
    ]) {
      expect(detailOf('x '.repeat(500_000), body)?.length).toBeLessThanOrEqual(1_000);
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

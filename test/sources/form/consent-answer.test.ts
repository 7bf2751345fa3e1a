import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/sources/form/answer.ts';
import { toConsent } from '../../../src/sources/form/consent-answer.ts';

const anAnswer = (kind: Answer['kind'], ...texts: readonly string[]): Answer => ({
  refs: ['consent'],
  names: [],
  kind,
  texts,
});

describe('the consent in an answer', () => {
  it.each(['on', 'true', '1', 'Yes', 'subscribe', '是', '同意', '我願意', 'はい', '동의'])(
    'is granted by a plain yes: %s',
    (text) => {
      expect(toConsent(anAnswer('text', text), 'email')).toEqual({ state: 'granted' });
    },
  );

  it.each([
    'Yes, send me offers',
    'I agree to receive news by e-mail',
    '我願意收到優惠訊息',
    '我願意不定期收到優惠訊息',
    '訂閱電子報',
  ])('is granted by words that begin with a yes, which are kept: %s', (text) => {
    expect(toConsent(anAnswer('text', text), 'email')).toEqual({ state: 'granted', text });
  });

  it('is granted by a ticked option whatever its words, which are kept', () => {
    expect(toConsent(anAnswer('boxes', 'News and offers'), 'email')).toEqual({
      state: 'granted',
      text: 'News and offers',
    });
  });

  it.each(['No', 'no, thanks', '否', '不同意', 'いいえ', '아니요'])(
    'is denied by a plain no: %s',
    (text) => {
      expect(toConsent(anAnswer('choice', text), 'email')).toEqual({ state: 'denied' });
    },
  );

  it.each([
    ['choice', 'Maybe later'],
    ['choice', '下次再說'],
    ['text', 'News and offers'],
    ['text', 'ada@example.com'],
    ['choice', 'I agree to nothing of this, never'],
    ['boxes', '我不想收到優惠訊息'],
    ['boxes', "Don't send me anything"],
    ['boxes', 'メールを希望しません'],
    ['boxes', '수신 거부'],
    ['text', ''],
    ['text', '0'],
    ['text', 'false'],
    ['text', 'off'],
  ] as const)('is absent where an answer says neither: %s %s', (kind, text) => {
    expect(toConsent(anAnswer(kind, text), 'email')).toBeUndefined();
  });

  it('is absent where an answer says both', () => {
    expect(toConsent(anAnswer('boxes', 'Yes', 'No'), 'email')).toBeUndefined();
  });

  it('is granted by the ticked box behind a hidden 0', () => {
    expect(toConsent(anAnswer('text', '0', '1'), 'email')).toEqual({ state: 'granted' });
  });

  it.each([
    ['box', true, { state: 'granted', text: 'Send me news' }],
    ['box', false, undefined],
    ['yes-no', true, { state: 'granted', text: 'Send me news' }],
    ['yes-no', false, { state: 'denied' }],
  ] as const)('of a %s that is %s', (kind, isYes, expected) => {
    expect(toConsent({ ...anAnswer(kind), isYes, wording: 'Send me news' }, 'email')).toEqual(
      expected,
    );
  });

  it.each([
    ['email', ['SMS'], undefined],
    ['email', ['E-mail'], { state: 'granted', text: 'E-mail' }],
    ['email', ['SMS', 'E-mail'], { state: 'granted', text: 'E-mail' }],
    ['sms', ['E-mail'], undefined],
    ['sms', ['簡訊'], { state: 'granted', text: '簡訊' }],
    ['sms', ['I agree to e-mail and SMS'], { state: 'granted', text: 'I agree to e-mail and SMS' }],
  ] as const)('for %s is not in the box of the other channel: %j', (channel, texts, expected) => {
    expect(toConsent(anAnswer('boxes', ...texts), channel)).toEqual(expected);
  });

  it('keeps the words of a field of their own before all others, at most 2,000 characters', () => {
    expect(toConsent(anAnswer('boxes', 'News'), 'email', 'I agree')?.text).toBe('I agree');
    expect(toConsent(anAnswer('text', 'on'), 'email', 'I agree')?.text).toBe('I agree');
    expect(toConsent(anAnswer('text', 'on'), 'email', 'x'.repeat(3_000))?.text).toHaveLength(2_000);
  });
});

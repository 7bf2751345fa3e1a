import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/sources/form/answer.ts';
import { toConsent } from '../../../src/sources/form/consent-answer.ts';
import { NO_WORDS, YES_WORDS } from '../../../src/sources/form/consent-words.ts';
import { OPT_INS, OPT_OUTS } from './opt-outs.ts';

const anAnswer = (fields: Partial<Answer>): Answer => ({
  refs: ['news'],
  names: [],
  kind: 'text',
  texts: [],
  ...fields,
});

const stateOf = (fields: Partial<Answer>, channel: 'email' | 'sms' = 'email') => {
  const said = toConsent(anAnswer(fields), { channel });
  return 'consent' in said ? said.consent?.state : 'unclear' in said ? 'unclear' : 'silent';
};

const YES = Object.values(YES_WORDS).flat();
const NO = Object.values(NO_WORDS).flat();

describe('without lists, a yes is never guessed', () => {
  it.each(YES)('a plain yes grants: %s', (text) => {
    expect(stateOf({ texts: [text] })).toBe('granted');
    expect(stateOf({ kind: 'choice', texts: [` ${text.toUpperCase()}! `] })).toBe('granted');
  });

  it.each(NO)('a plain no denies: %s', (text) => {
    expect(stateOf({ texts: [text] })).toBe('denied');
    expect(stateOf({ kind: 'boxes', texts: [`${text}.`] })).toBe('denied');
  });

  it('has no word in both lists', () => {
    const no = new Set(NO);
    expect(YES.filter((word) => no.has(word))).toEqual([]);
  });

  it.each([
    'Yes, send me offers',
    'I agree to receive news by e-mail',
    '我願意收到優惠訊息',
    'News and offers',
    'Maybe later',
    '下次再說',
    'ada@example.com',
    'yes and no',
  ])('words that only begin with a yes, or say something else, are unclear: %s', (text) => {
    expect(stateOf({ texts: [text] })).toBe('unclear');
    expect(stateOf({ kind: 'choice', texts: [text] })).toBe('unclear');
    expect(stateOf({ kind: 'boxes', texts: [text] })).toBe('unclear');
  });

  it.each(['', '0', 'false', 'off', 'null'])('an unticked box says nothing: "%s"', (text) => {
    expect(stateOf({ texts: [text] })).toBe('silent');
  });

  it('the ticked box behind a hidden 0 grants', () => {
    expect(stateOf({ texts: ['0', '1'] })).toBe('granted');
  });

  it('a yes beside a no is a no', () => {
    expect(stateOf({ kind: 'boxes', texts: ['Yes', 'No'] })).toBe('denied');
  });

  it.each([
    [{ kind: 'box', isYes: true, isOnlyOption: true, wording: 'Send me news' }, 'granted'],
    [{ kind: 'box', isYes: true, wording: 'Send me news' }, 'unclear'],
    [{ kind: 'box', isYes: false, wording: 'Send me news' }, 'silent'],
    [{ kind: 'yes-no', isYes: true, wording: 'May we write to you?' }, 'granted'],
    [{ kind: 'yes-no', isYes: false, wording: 'May we write to you?' }, 'denied'],
    [{ kind: 'yes-no', isYes: true, wording: '是否願意收到電子報？' }, 'granted'],
    [{ kind: 'yes-no', isYes: false, wording: '要不要收到電子報？' }, 'denied'],
    [{ kind: 'boxes', texts: ['Send me news'], isOnlyOption: true }, 'granted'],
    [{ kind: 'boxes', texts: ['Send me news'] }, 'unclear'],
    [{ kind: 'boxes', texts: ['Weekly'], isNamedOption: true, wording: 'No spam' }, 'granted'],
    [{ kind: 'boxes', texts: [], isNamedOption: true }, 'silent'],
    [{ kind: 'boxes', unnamedOptions: 1 }, 'unclear'],
  ] as const)('of %j it is %s', (answer, expected) => {
    expect(stateOf(answer)).toBe(expected);
  });

  it('what people typed into "other" never grants, and may deny', () => {
    expect(stateOf({ kind: 'boxes', typed: ['yes'] })).toBe('unclear');
    expect(stateOf({ kind: 'boxes', typed: ['maybe later'] })).toBe('unclear');
    expect(stateOf({ kind: 'choice', typed: ['no thanks'] })).toBe('denied');
    expect(stateOf({ kind: 'boxes', texts: ['Yes'], typed: ['but seldom'] })).toBe('unclear');
  });

  it.each([
    ['email', ['SMS'], 'silent'],
    ['sms', ['E-mail'], 'silent'],
    ['email', ['E-mail'], 'unclear'],
    ['email', ['SMS', 'yes'], 'granted'],
  ] as const)('for %s, words of the other channel never grant: %j', (channel, texts, expected) => {
    expect(stateOf({ kind: 'boxes', texts }, channel)).toBe(expected);
  });

  it('a yes to a question about the other channel only is unclear', () => {
    const question = { kind: 'yes-no', wording: 'May we send you text messages?' } as const;
    expect(stateOf({ ...question, isYes: true })).toBe('unclear');
    expect(stateOf({ ...question, isYes: true }, 'sms')).toBe('granted');
  });

  it('words of a field of their own are kept as proof, at most 2,000 characters', () => {
    const proofOf = (proof: string) => {
      const said = toConsent(anAnswer({ texts: ['on'] }), { channel: 'email', proof });
      return 'consent' in said ? said.consent?.text : undefined;
    };
    expect(proofOf('I agree')).toBe('I agree');
    expect(proofOf('x'.repeat(3_000))).toHaveLength(2_000);
  });
});

it.each([
  'Newsletter? (Yes/No)',
  'Newsletter (Y/N)',
  'Newsletter: ja/nein',
  '訂閱電子報？（是/否）',
  'メルマガ（はい／いいえ）',
  'Do you want our news: yes or no?',
])('a question that lists its own answers does not speak against them: %s', (wording) => {
  expect(stateOf({ texts: ['yes'], names: [wording], wording })).toBe('granted');
  expect(stateOf({ texts: ['no'], names: [wording], wording })).toBe('denied');
});

it.each(['Yes/no mails', 'Do you want no mails? (yes/no)', 'Yes, no mails', 'No/never'])(
  'other words against it stay: %s',
  (wording) => {
    expect(stateOf({ texts: ['yes'], names: [wording], wording })).toBe('unclear');
  },
);

it('a reference of one letter is no word', () => {
  const answer = { kind: 'yes-no', isYes: true, names: ['n'], wording: 'News?' } as const;
  expect(stateOf(answer)).toBe('granted');
  expect(stateOf({ ...answer, isYes: false })).toBe('denied');
});

it.each([
  'Per Telefon',
  'Mensajes de texto',
  'Par téléphone',
  'Tin nhắn',
  '전화',
  'โทรศัพท์',
  'СМС',
  'WhatsApp',
  '微信',
  'هاتف',
])('a box of another channel grants no e-mail: %s', (text) => {
  expect(stateOf({ kind: 'boxes', texts: [text], isOnlyOption: true })).toBe('silent');
});

describe('opt-outs', () => {
  it('are many, in many languages', () => {
    expect(OPT_OUTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(OPT_OUTS.map(([language]) => language)).size).toBeGreaterThanOrEqual(15);
  });

  it.each(OPT_OUTS)('never grant, whatever the question (%s): %s', (_, text) => {
    for (const one of [text, text.replaceAll("'", '’'), text.replaceAll("'", '&#39;')]) {
      const answers: readonly Partial<Answer>[] = [
        { texts: [one] },
        { kind: 'choice', texts: [one] },
        { kind: 'choice', texts: [one], isOnlyOption: true },
        { kind: 'boxes', texts: [one] },
        { kind: 'boxes', texts: [one], isOnlyOption: true },
        { kind: 'boxes', typed: [one] },
        { kind: 'box', isYes: true, isOnlyOption: true, wording: one },
        { kind: 'yes-no', isYes: true, wording: one },
        { texts: ['on'], names: [one] },
        { texts: ['yes'], wording: one },
      ];
      expect(
        answers.map((answer) => stateOf(answer)).filter((state) => state === 'granted'),
      ).toEqual([]);
      expect(stateOf({ kind: 'yes-no', isYes: false, wording: one })).toBe('unclear');
    }
  });

  it.each(['noNewsletter', 'no_newsletter', 'opt-out', 'optOut', 'unsubscribe', 'do_not_email'])(
    'a ticked box of this name is unclear: %s',
    (name) => {
      expect(stateOf({ texts: ['on'], names: [name] })).toBe('unclear');
    },
  );
});

it.each([
  'I want the newsletter',
  'Yes, send me news by e-mail',
  'E-mail me free samples from time to time',
  'Keep me posted by e-mail',
  '我願意收到電子報',
  '免費樣品通知我',
  '不定期收到優惠信',
  '同意收到優惠資訊',
  '我愿意收到邮件',
  'メールマガジンを受け取る',
  'お知らせメールを希望する',
  '이메일 수신에 동의합니다',
  'Ja, ich möchte den Newsletter',
  'Je souhaite recevoir la newsletter',
  'Quiero recibir correos',
  'Quero receber e-mails',
  'Desidero ricevere e-mail',
  'Ik wil de nieuwsbrief ontvangen',
  'Jag vill ha nyhetsbrev',
  'Chcę otrzymywać newsletter',
  'Chci dostávat e-maily',
  'Хочу получать письма',
  'Θέλω email',
  'E-posta almak istiyorum',
  'Tôi muốn nhận email',
  'ต้องการรับอีเมล',
  'Saya mau menerima email',
  'मुझे ईमेल चाहिए',
  'أرغب في تلقي رسائل',
  ...OPT_INS,
])('the only box of a question, whose words ask for mail, grants: %s', (text) => {
  expect(stateOf({ kind: 'boxes', texts: [text], isOnlyOption: true })).toBe('granted');
});

describe('with lists', () => {
  const lists = { granted: ['Yes, send me news', "I don't mind"], denied: ['No, thank you'] };
  const said = (fields: Partial<Answer>) => {
    const answer = toConsent(anAnswer(fields), { channel: 'email', lists });
    return 'consent' in answer ? answer.consent : 'unclear' in answer ? 'unclear' : 'silent';
  };

  it.each(['Yes, send me news', ' yes,  send me NEWS ', 'Ｙｅｓ, send me news'])(
    'an answer that equals a granted one grants: "%s"',
    (text) => {
      expect(said({ kind: 'choice', texts: [text] })).toEqual({
        state: 'granted',
        text: text.trim(),
      });
    },
  );

  it('entities and apostrophes are read as what they are, and words against do not count', () => {
    expect(said({ texts: ['I don&#39;t mind'] })).toMatchObject({ state: 'granted' });
    expect(said({ texts: ['I don’t mind'] })).toMatchObject({ state: 'granted' });
  });

  it.each(['yes', 'Yes, send me news!!', 'on', 'News'])('nothing else grants: %s', (text) => {
    expect(said({ texts: [text] })).toBe('unclear');
  });

  it('a denied one denies, also beside a granted one', () => {
    expect(said({ texts: ['no, thank you'] })).toEqual({ state: 'denied' });
    expect(said({ kind: 'boxes', texts: lists.granted, typed: lists.denied })).toEqual({
      state: 'denied',
    });
  });

  it('of a box its words count, else those of its question', () => {
    const box = { kind: 'box', isYes: true, wording: 'Yes, send me news' } as const;
    expect(said(box)).toMatchObject({ state: 'granted' });
    expect(said({ ...box, isYes: false })).toBe('silent');
    expect(said({ kind: 'text', texts: [] })).toBe('silent');
  });
});

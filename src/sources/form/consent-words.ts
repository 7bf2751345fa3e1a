import { normalized } from '../../event/text.ts';
/**
 * The plain words of consent. Compared as a whole, after `plain`; an answer that only begins with one of them says
 * nothing. `docs/consent.md` prints both lists, and a test keeps them equal.
 */
export const YES_WORDS: Readonly<Record<string, readonly string[]>> = {
  'check boxes': ['on', 'true', '1', 'checked'],
  English: [
    'yes',
    'y',
    'yes please',
    'yes, please',
    'ok',
    'okay',
    'sure',
    'agree',
    'agreed',
    'accept',
    'accepted',
    'i agree',
    'i accept',
    'i consent',
    'subscribe',
    'subscribed',
    'newsletter',
    'opt in',
    'opt-in',
  ],
  Chinese: [
    '是',
    '是的',
    '好',
    '好的',
    '要',
    '同意',
    '我同意',
    '願意',
    '我願意',
    '愿意',
    '我愿意',
    '接受',
    '我接受',
    '訂閱',
    '订阅',
    '我要訂閱',
    '我要订阅',
  ],
  Japanese: [
    'はい',
    '同意',
    '同意する',
    '同意します',
    '希望する',
    '希望します',
    '購読する',
    '登録する',
  ],
  Korean: ['네', '예', '동의', '동의함', '동의합니다', '수신 동의', '수신동의', '구독'],
  German: [
    'ja',
    'ja bitte',
    'ja, bitte',
    'ja, gerne',
    'gerne',
    'einverstanden',
    'ich stimme zu',
    'ich bin einverstanden',
  ],
  French: ['oui', 'd’accord', 'j’accepte', 'j’accepte.', 'accepter', 'je suis d’accord'],
  Spanish: ['sí', 'si', 'acepto', 'de acuerdo', 'estoy de acuerdo'],
  Portuguese: ['sim', 'aceito', 'concordo'],
  Italian: ['sì', 'si', 'accetto', 'acconsento', 'd’accordo'],
  Dutch: ['ja', 'ja graag', 'graag', 'akkoord', 'ik ga akkoord'],
  Swedish: ['ja', 'ja tack', 'jag godkänner', 'jag samtycker'],
  'Norwegian and Danish': [
    'ja',
    'ja takk',
    'ja tak',
    'jeg samtykker',
    'jeg accepterer',
    'jeg godtar',
  ],
  Finnish: ['kyllä', 'hyväksyn', 'suostun'],
  Polish: ['tak', 'zgadzam się', 'wyrażam zgodę'],
  'Czech and Slovak': ['ano', 'áno', 'souhlasím', 'súhlasím'],
  Hungarian: ['igen', 'elfogadom', 'hozzájárulok'],
  Romanian: ['da', 'sunt de acord', 'accept'],
  'Croatian and Serbian': ['da', 'slažem se', 'pristajem'],
  Russian: ['да', 'согласен', 'согласна', 'принимаю'],
  Ukrainian: ['так', 'згоден', 'згодна', 'погоджуюсь'],
  Bulgarian: ['да', 'съгласен', 'съгласна'],
  Greek: ['ναι', 'συμφωνώ', 'αποδέχομαι'],
  Turkish: ['evet', 'kabul ediyorum', 'onaylıyorum', 'kabul'],
  Vietnamese: ['có', 'vâng', 'đồng ý', 'tôi đồng ý'],
  Thai: ['ใช่', 'ตกลง', 'ยินยอม', 'ยอมรับ'],
  'Indonesian and Malay': ['ya', 'setuju', 'saya setuju'],
  Filipino: ['oo', 'sumasang-ayon ako'],
  Hindi: ['हाँ', 'हां', 'सहमत'],
  Arabic: ['نعم', 'موافق', 'أوافق'],
  Hebrew: ['כן', 'מסכים', 'מסכימה', 'אני מסכים'],
};

export const NO_WORDS: Readonly<Record<string, readonly string[]>> = {
  English: [
    'no',
    'n',
    'no thanks',
    'no, thanks',
    'no thank you',
    'no, thank you',
    'nope',
    'never',
    'decline',
    'declined',
    'disagree',
    'i disagree',
    'i decline',
    'unsubscribe',
    'unsubscribed',
    'opt out',
    'opt-out',
    'denied',
  ],
  Chinese: [
    '否',
    '不',
    '不要',
    '不用',
    '不用了',
    '不需要',
    '不同意',
    '我不同意',
    '不願意',
    '我不願意',
    '不愿意',
    '我不愿意',
    '拒絕',
    '拒绝',
    '不訂閱',
    '不订阅',
  ],
  Japanese: ['いいえ', '同意しない', '同意しません', '希望しない', '希望しません', '不要'],
  Korean: [
    '아니요',
    '아니오',
    '동의하지 않음',
    '동의하지 않습니다',
    '미동의',
    '거부',
    '수신 거부',
    '수신거부',
  ],
  German: ['nein', 'nein danke', 'nein, danke'],
  French: ['non', 'non merci', 'non, merci', 'je refuse'],
  Spanish: ['no', 'no gracias', 'no, gracias', 'no acepto'],
  Portuguese: ['não', 'nao', 'não obrigado', 'não, obrigado', 'não, obrigada'],
  Italian: ['no', 'no grazie', 'no, grazie', 'non accetto'],
  Dutch: ['nee', 'nee bedankt', 'nee, bedankt', 'nee dank je'],
  Swedish: ['nej', 'nej tack'],
  'Norwegian and Danish': ['nei', 'nei takk', 'nej', 'nej tak'],
  Finnish: ['ei', 'ei kiitos'],
  Polish: ['nie', 'nie, dziękuję', 'nie dziękuję'],
  'Czech and Slovak': ['ne', 'nie', 'ne děkuji', 'nesouhlasím', 'nesúhlasím'],
  Hungarian: ['nem', 'nem köszönöm'],
  Romanian: ['nu', 'nu mulțumesc', 'nu, mulțumesc'],
  'Croatian and Serbian': ['ne', 'ne hvala', 'ne, hvala'],
  Russian: ['нет', 'не согласен', 'не согласна', 'нет, спасибо'],
  Ukrainian: ['ні', 'ні, дякую'],
  Bulgarian: ['не', 'не, благодаря'],
  Greek: ['όχι', 'όχι ευχαριστώ'],
  Turkish: ['hayır', 'hayır teşekkürler', 'istemiyorum', 'kabul etmiyorum'],
  Vietnamese: ['không', 'không đồng ý', 'không, cảm ơn'],
  Thai: ['ไม่', 'ไม่ใช่', 'ไม่ยินยอม', 'ไม่ต้องการ'],
  'Indonesian and Malay': ['tidak', 'tidak setuju', 'tidak, terima kasih', 'tidak mahu'],
  Filipino: ['hindi', 'ayaw'],
  Hindi: ['नहीं'],
  Arabic: ['لا', 'لا شكرا', 'غير موافق'],
  Hebrew: ['לא', 'לא תודה'],
};

/** Words that name a channel: of "how may we reach you: e-mail, SMS" one box is not the other's consent. */
const CHANNELS = {
  email:
    /e-?mails?\b|e-?mel\b|e-?posta?|newsletter|電子報|电子报|電郵|電子郵件|郵件|邮件|信箱|邮箱|メール|メルマガ|이메일|메일|courriel|correo|эл(?:ектронн\p{L}*|\.)? ?почт|e-?mейл|имейл|имэйл|อีเมล|ईमेल|بريد|ایمیل|דוא|מייל|ηλεκτρονικ|hírlev|wiadomości e/iu,
  sms: /(?<!\p{L})sms|\bmms\b|text messages?|\btexts?\b|what'?s ?app|viber|telegram|messenger|wechat|zalo|kakao|\btel(?:ephone|éphone|éfono|efono?|efoon|efon\p{L}*)?\b|puhelin|móvil|celular|cellulare|handy\b|\bphone|\bline\b|\bcalls?\b|\bpost(?:al)? mail\b|\b(?:by|per|par|por) (?:post|brief|posta|post|courrier|correo postal)\b|簡訊|短信|短訊|電話|电话|手機|手机|微信|문자|카톡|카카오|전화|알림톡|ショートメッセージ|電話|携帯|ライン|tin nhắn|điện thoại|ข้อความ|โทรศัพท์|ไลน์|смс|телефон|звон|повідомлен\p{L}* на тел|एसएमएस|फोन|رسائل نصية|هاتف|واتس|پیامک|הודעות טקסט|מסרון|טלפון|וואטסאפ|τηλέφωνο|mensajes? de texto|mensagens? de texto|messaggi di testo/iu,
};

export type Channel = keyof typeof CHANNELS;

const listed = (lists: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(Object.values(lists).flat().map(plain));

/** A text for comparison: NFKC, one kind of apostrophe, single spaces, lower case, no full stop at the end. */
function plain(text: string): string {
  return normalForm(text)
    .replace(/[.!。！]+$/, '')
    .trim();
}

/** The same, with its full stop: as a store's own lists are compared. */
export function normalForm(text: string): string {
  return normalized(text, 'NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[‘’‛ʼ´`＇]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replaceAll(/i\u0307|ı/g, 'i');
}

const YES = listed(YES_WORDS);
const NO = listed(NO_WORDS);

/** No listed word has more characters. Longer texts would take long. */
const LONGEST = 200;

export const isPlainYes = (text: string): boolean => text.length <= LONGEST && YES.has(plain(text));
export const isPlainNo = (text: string): boolean => text.length <= LONGEST && NO.has(plain(text));

/** Words that name the other channel, and not this one. */
export const namesOtherChannel = (text: string, channel: Channel): boolean =>
  CHANNELS[channel === 'email' ? 'sms' : 'email'].test(text) && !CHANNELS[channel].test(text);

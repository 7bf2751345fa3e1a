import type { SignupChannelConsent } from '../../generated/types.ts';
import type { Answer } from './answer.ts';

/** What a check box sends when it is ticked and says nothing else, and a plain yes. */
const YES =
  /^(?:on|true|1|yes|y|ok|checked|agree|agreed|accept|accepted|i agree|i accept|subscribe|subscribed|newsletter|是|好|同意|我同意|願意|我願意|はい|네|예|동의)[.!。！]?$/i;
/** What stands for a box that is not ticked: nobody said anything. */
const UNTICKED = /^(?:0|off|false|null|undefined)?$/i;
/** A plain no. */
const NO =
  /^(?:no|n|no,? thanks?|no,? thank you|否|不|不要|不用|不同意|我不同意|不願意|我不願意|不愿意|いいえ|同意しない|아니요|아니오|không|tidak|ไม่|nein|non)[.!。！]?$/i;
/** How longer words of a yes begin. */
const AFFIRMED =
  /^(?:(?:yes|ok|i (?:agree|accept|consent|want|wish|would like)|agree|subscribe|sign me up|send me|keep me)\b|是|好|我?(?:同意|願意|愿意|要|想|希望|接受)|訂閱|订阅|寄給我|はい|購読|希望|네|예|동의|수신)/i;
/** Anywhere in longer words: whether they are a yes is then not ours to guess. */
const NEGATED =
  /\b(?:no|not|never|none|without|decline|refuse|disagree|unsubscribe|opt[ -]?out|nein|nicht|keine?|non|pas|tidak|jangan|nunca)\b|n['’]t\b|không|não|ไม่|[不否勿拒沒没無无未]|ない|ません|いいえ|안 |않|아니|거부|미동의|비동의/i;
/** Words that hold such a letter and deny nothing: from time to time, in future, unlimited. */
const NOT_NEGATED = /不定期|不時|不时|未來|未来|無限|无限/g;
/** What names a channel: of "how may we reach you: e-mail, SMS" one box is not the other's consent. */
const CHANNELS = {
  email: /e-?mail|newsletter|電子報|电子报|電郵|郵件|邮件|信箱|メール|이메일/i,
  sms: /\bsms\b|text message|whatsapp|\bphone|\bline\b|簡訊|短信|電話|电话|手機|문자/i,
};
type Channel = keyof typeof CHANNELS;
/** Longest proof that a signup keeps, in characters. */
const MAX_TEXT = 2_000;

/**
 * What an answer says about one channel. Granted: a ticked box, a plain yes, or longer words without a negation that are
 * those of a ticked box or begin with a yes; they are kept as what was agreed to. Denied: a plain no, or a yes-no
 * question that was answered with no. Absent: an unticked box, which nobody has answered, and everything else ("maybe
 * later"): it is not ours to guess.
 * Words that speak of the other channel only say nothing of this one.
 *
 * @param proof the words that were agreed to, where the form posts them in a field of their own
 */
export function toConsent(
  answer: Answer,
  channel: Channel,
  proof?: string,
): SignupChannelConsent | undefined {
  const wording = proof?.trim() || answer.wording;
  if (answer.isYes !== undefined) return ofBoolean({ ...answer, wording }, answer.isYes);
  const said = answer.texts
    .map((text) => text.trim())
    .filter((text) => !UNTICKED.test(text) && !speaksOfOther(text, channel));
  if (said.length === 0) return undefined;
  if (said.every((text) => NO.test(text))) return { state: 'denied' };
  if (said.every((text) => YES.test(text))) return granted(wording);
  const isYes = said.every(
    (text) => YES.test(text) || isClearYes(text) || (answer.kind === 'boxes' && !isNegated(text)),
  );
  return isYes ? granted(proof?.trim() || said.join('; ')) : undefined;
}

const speaksOfOther = (text: string, channel: Channel): boolean =>
  CHANNELS[channel === 'email' ? 'sms' : 'email'].test(text) && !CHANNELS[channel].test(text);

const isClearYes = (text: string): boolean => AFFIRMED.test(text) && !isNegated(text);

const isNegated = (text: string): boolean => NEGATED.test(text.replaceAll(NOT_NEGATED, ''));

function ofBoolean({ kind, wording }: Answer, isYes: boolean): SignupChannelConsent | undefined {
  if (isYes) return granted(wording);
  return kind === 'yes-no' ? { state: 'denied' } : undefined;
}

function granted(wording: string | undefined): SignupChannelConsent {
  const text = wording?.trim();
  return {
    state: 'granted',
    ...(text && { text: text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '') }),
  };
}

import { decode } from 'html-entities';
import type { SignupChannelConsent } from '../../generated/types.ts';
import { speaksAgainst } from './against-words.ts';
import { type Answer, allTexts } from './answer.ts';
import {
  type Channel,
  isPlainNo,
  isPlainYes,
  namesOtherChannel,
  normalForm,
} from './consent-words.ts';

/** The answers that a store's `fields` list for one channel. */
interface ConsentLists {
  readonly granted?: readonly string[] | undefined;
  readonly denied?: readonly string[] | undefined;
}

/** What an answer says about one channel. */
export type ConsentAnswer =
  | { readonly consent: SignupChannelConsent }
  /** Something was said that is neither a yes nor a no by the rules: it is counted, and grants nothing. */
  | { readonly unclear: readonly string[] }
  /** Nothing was said of this channel. */
  | Readonly<Record<string, never>>;

/** Longest proof that a signup keeps, in characters. */
const MAX_TEXT = 2_000;
/** A box that is not ticked: no answer. */
const UNTICKED = /^(?:0|off|false|null|undefined)?$/i;

interface Said {
  readonly channel: Channel;
  readonly lists?: ConsentLists | undefined;
  /** The words that were agreed to, where the form posts them in a field of their own. */
  readonly proof?: string | undefined;
}

/**
 * What an answer says about one channel. A yes is never guessed. With lists, an answer counts only if it equals a
 * listed one. Without lists, four answers grant. They are a ticked box without other options, a yes to a yes-no
 * question, an option of `fields`, a plain word. None of them grants where the words around it speak against it.
 */
export function toConsent(answer: Answer, { channel, lists, proof }: Said): ConsentAnswer {
  const read = withoutEntities(answer);
  if (lists?.granted || lists?.denied) return byLists(read, lists, proof);
  return byRules(read, channel, proof);
}

function byLists(answer: Answer, lists: ConsentLists, proof: string | undefined): ConsentAnswer {
  const said = saidIn(answer);
  // `false` and `0` say nothing by themselves, and much where a list has them.
  const texts = answer.isYes === undefined ? filled(allTexts(answer)) : said;
  const isIn = (list: readonly string[] = []): boolean => {
    const forms = new Set(list.map(listForm));
    return texts.some((text) => forms.has(listForm(text)));
  };
  if (isIn(lists.denied)) return { consent: { state: 'denied' } };
  if (isIn(lists.granted)) return { consent: granted(proof ?? texts.join('; ')) };
  return said.length === 0 ? {} : { unclear: said };
}

const listForm = (text: string): string => normalForm(decode(text));

/** The words that a list may name: those of the chosen options, or of a ticked box's question. */
function saidIn(answer: Answer): readonly string[] {
  const { kind, isYes, wording = '', names, refs } = answer;
  const texts = filled(allTexts(answer));
  if (kind === 'yes-no' && isYes !== undefined) return [...texts, isYes ? 'yes' : 'no'];
  if (isYes === undefined)
    return withIds(
      answer,
      texts.filter((text) => !UNTICKED.test(text)),
    );
  if (!isYes) return [];
  return texts.length > 0 ? texts : filled([wording || names[0] || refs[0] || 'yes']);
}

/** An option whose words the tool does not send is an answer that says nothing. */
export const NO_WORDS_SENT = '(an option without words)';

const withIds = ({ unnamedOptions = 0 }: Answer, texts: readonly string[]): readonly string[] =>
  texts.length === 0 && unnamedOptions > 0 ? [NO_WORDS_SENT] : texts;

function byRules(answer: Answer, channel: Channel, proof: string | undefined): ConsentAnswer {
  const { isYes, kind, wording } = answer;
  const typed = filled(answer.typed ?? []);
  const chosen = filled(answer.texts).filter((text) => !UNTICKED.test(text));
  const all = [...chosen, ...typed];
  const isAgainst = !answer.isNamedOption && speaksAgainstAnswer(answer, proof, channel);
  if (isYes !== undefined) {
    if (isYes && isOneBox(answer) && !isAgainst) return { consent: granted(proof ?? wording) };
    if (!isYes && kind === 'box') return {};
    if (!isYes && !isAgainst) return { consent: { state: 'denied' } };
    return { unclear: saidIn(answer) };
  }
  if (all.length === 0) return (answer.unnamedOptions ?? 0) > 0 ? { unclear: saidIn(answer) } : {};
  if (answer.isNamedOption) return { consent: granted(proof ?? all.join('; ')) };
  if (isAgainst) return { unclear: all };
  const about = all.filter((text) => !namesOtherChannel(text, channel));
  if (about.length === 0) return {};
  if (about.some(isPlainNo)) return { consent: { state: 'denied' } };
  const isYesToAll = typed.length === 0 && about.every(isPlainYes);
  if (isYesToAll) return { consent: granted(proof ?? wording) };
  const isTickedOnly = answer.isOnlyOption && typed.length === 0 && !about.some(speaksAgainst);
  return isTickedOnly ? { consent: granted(proof ?? about.join('; ')) } : { unclear: about };
}

/** A single box that a tool shows, or that was posted as JSON `true`. It can mean no other option. */
const isOneBox = ({ kind, isOnlyOption }: Answer): boolean =>
  kind === 'yes-no' || isOnlyOption === true;

/** Whether the question or the label holds a negation, a word of stopping, or names the other channel only. */
function speaksAgainstAnswer(answer: Answer, proof: string | undefined, channel: Channel): boolean {
  const around = filled([answer.wording ?? '', ...answer.names, proof ?? '']);
  return around.some((text) => speaksAgainst(text) || namesOtherChannel(text, channel));
}

const filled = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => text.trim()).filter((text) => text !== '');

/** `I don&#39;t want` is read as what it is. */
function withoutEntities(answer: Answer): Answer {
  return {
    ...answer,
    names: answer.names.map((text) => decode(text)),
    texts: answer.texts.map((text) => decode(text)),
    ...(answer.typed && { typed: answer.typed.map((text) => decode(text)) }),
    ...(answer.wording !== undefined && { wording: decode(answer.wording) }),
  };
}

function granted(wording: string | undefined): SignupChannelConsent {
  const text = wording?.trim();
  return {
    state: 'granted',
    ...(text && { text: text.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, '') }),
  };
}

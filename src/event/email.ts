import { validateSignup } from '../generated/signup-validators.js';
import { withoutInvisible } from './text.ts';

export interface FoundEmail {
  readonly email: string;
  /** Whether the text holds another address, too. */
  readonly isFirstOfSeveral: boolean;
}

/** Much more than an address and the name before it. Longer texts would take long. */
const LONGEST = 1_000;

/** Signs around an address: white space, dots, quotes, brackets. */
const AROUND = '[\\s.,;:"\'“”‘’`´()\\[\\]<>«»‹›《》〈〉「」『』【】、。，；：]';
const BEFORE = new RegExp(
  `^${AROUND}*(?:(?:mailto|e-?mail(?: ?address)?|mail|電子郵件|電子信箱|電郵|信箱|邮箱|邮件|メール(?:アドレス)?|이메일)${AROUND}+)?`,
  'iu',
);
const BEHIND = new RegExp(`(?:\\?(?:subject|cc|bcc|body)=.*)?(?:${AROUND}|[!?])*$`, 'iu');
/** `Ada <ada@example.com>`, `"Lin, Ada" <ada@example.com>`. */
const NAMED = /^[^<>@]*<([^<>]+)>\W*$/u;
/** A remark behind an address: `ada@example.com (work)`. */
const REMARK = /(?<=[\p{L}\p{N}])\s*[(（【［][^@()]*[)）】］]$/u;
const BETWEEN = /[\s,;|，；、]+|\/|(?:\s(?:or|and)\s)|[或和及]/iu;

/**
 * An e-mail as people write it, in the form that the shops take. Invisible characters and signs around it are removed.
 * Full-width signs become ASCII, and so does an international domain. Letter case is kept.
 *
 * @returns `undefined` where it is no address: nothing is completed or corrected. Of several whole ones the first counts.
 */
export function readEmail(text: string): FoundEmail | undefined {
  if (text.length > LONGEST) return undefined;
  const clean = halfWidth(withoutInvisible(text)).replaceAll(/\p{Z}/gu, ' ').trim();
  const inner = (NAMED.exec(clean)?.[1] ?? clean).replace(REMARK, '');
  const one = readOne(inner);
  if (one !== undefined) return { email: one, isFirstOfSeveral: false };
  const parts = inner.split(BETWEEN).filter((part) => part.includes('@'));
  const all = parts.length < 2 ? [] : parts.map((part) => readOne(NAMED.exec(part)?.[1] ?? part));
  const [first] = all;
  if (first === undefined || all.includes(undefined)) return undefined;
  return { email: first, isFirstOfSeveral: all.some((other) => other !== first) };
}

/** Full-width letters, digits and signs (U+FF01 to U+FF5E, U+FE6B) as ASCII. */
const halfWidth = (text: string): string =>
  text
    .replaceAll(/[！-～]/g, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xfe_e0))
    .replaceAll('﹫', '@');

function readOne(text: string): string | undefined {
  const start = text.replace(BEFORE, '');
  // The part before the `@` may be nothing but such a sign: `'@example.com`.
  const address = (start.startsWith('@') ? text.trim() : start)
    .replace(BEHIND, '')
    .replace(/\s*@\s*/u, '@');
  const at = address.indexOf('@');
  if (at < 1 || address.includes('@', at + 1)) return undefined;
  const domain = asciiDomain(address.slice(at + 1));
  const email = `${address.slice(0, at)}@${domain}`;
  return domain !== undefined && isEmail(email) ? email : undefined;
}

/**
 * Both shops take ASCII addresses only. The ASCII form of an international domain is the same domain.
 *
 * @see https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
function asciiDomain(domain: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- ASCII
  if (/^[\u0000-\u007F]*$/.test(domain)) return domain;
  if (!/^[\p{L}\p{M}\p{N}.。｡-]+$/u.test(domain)) return undefined;
  const url = `http://${domain}`;
  // Not URL.parse: the package for producers runs on Node.js 20, too.
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** By the signup's own schema, so that the two never differ. */
const isEmail = (email: string): boolean => validateSignup({ store: 'x', customer: { email } });

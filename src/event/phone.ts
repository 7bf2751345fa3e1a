import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js';
import { asciiDigits, normalized, withoutInvisible } from './text.ts';

/** How a number without `+` is read. */
export interface PhoneContext {
  /** ISO 3166-1 alpha-2: a national number has to be one of this country. */
  readonly country?: string | undefined;
  /** From a field of its own: `886`, `+886`, `Taiwan (+886)`. */
  readonly callingCode?: string | undefined;
}

export interface FoundPhone {
  /** E.164. */
  readonly phone: string;
  /** Whether the number exists by the numbering plan. A number with `+` may be possible only. */
  readonly isValid: boolean;
  /** Whether an extension was cut off: E.164 has no extensions. */
  readonly extension: boolean;
  /** Whether the text holds another number, too. */
  readonly isFirstOfSeveral: boolean;
}

/** Words before a number. */
const LABEL =
  /^(?:(?:my |home |work |office )?(?:tele?ph?one?|telefone?|teléfono|téléphone|tel|tél|phone|mobile|mobil|mob|cell(?: ?phone)?|handy|móvil|celular|whats ?app|contact|call|hp|tfn)(?: ?(?:no|nr|number|num|#))?|(?:聯絡|联络|联系|行動|行动|住家|公司)?(?:電話|电话|手機|手机|行動|市話|携帯)(?:電話|电话)?(?:號碼|号码|番号)?|電話番号|(?:휴대)?전화(?:번호)?|휴대폰(?:번호)?|연락처|số điện thoại|điện thoại|sđt|โทร(?:ศัพท์)?|เบอร์(?:โทร)?|(?:我的?|您的|my )(?:手機|电话|電話|手机|行動電話|phone|number|cell)(?:號碼|号码)?(?:是|is)?|[mtphocw](?=[.:\d])|#)[\s.:：=)]*/iu;
/** Words in brackets that hold no digit: `(mobile)`, `(H)`. */
const REMARK =
  /^\s*[(【［「][^\d()]*[\p{L}][^\d()]*[)】］」]\s*|\s*[(【［「][^\d()]*[\p{L}][^\d()]*[)】］」]\s*$/gu;
/** Words behind a number: a name, `WhatsApp`. A fax is no phone. */
const TRAILING = /[\s,;:!?#]+$|[\s,;]\s*(?!fax|tele?fax|傳真|传真|ファ|팩스)\p{L}[^\d+@]*$/iu;
const EXTENSION =
  /[\s,;.(\p{Pd}]*(?:;ext=|轉接?|转接?|轉分機|转分机|分機|分机|內線|内線|内线|내선(?:번호)?|ext(?:ension|n)?|xt|x|#|durchwahl|dw|nebenstelle|poste|int(?:erno)?|anexo|ramal|\*|p|доб|máy lẻ|nhánh|ต่อ)[\s.:：#=號号]*\d{1,7}\s*(?:號|号|番)?\)?\s*$/iu;
/**
 * What people write between digits. `ー`, `ㄧ` and `ㅡ` (NFKC: U+1173) are letters that look like a dash; `一` is the
 * numeral one. U+2043, U+2053, U+223C, U+02D7 and U+2212 are dashes by another name.
 */
const SEPARATORS =
  /[\s\p{Pd}\p{Ps}\p{Pe}\p{Pc}\p{Pi}\p{Pf}−\u2043\u2053\u223C\u02D7ー～~\u3127\u1173一.,，。、/\\|·•・‧:'"`´]/gu;
/** What people write between two numbers. */
const BETWEEN = /[/,，、;；|\n&]|\s(?:or|and|oder|ou|o|y|und|et)\s|[或和及與与]|または|또는/iu;
/** Spreadsheets write numbers so: `912345678.0` would gain a digit, `8.86912E+11` has lost some. */
const SPREADSHEET = /^\+?\d{5,}\.0+$|^\+?\d+(?:[.,]\d+)?e\s*[+-]?\s*\d+$/iu;
/** Most characters of a number with the signs around it. Longer texts would take long. */
const LONGEST = 250;
/** Fewer digits name no line that a shop could reach, and would make an extension of a short number. */
const LEAST_DIGITS = 6;

/**
 * A phone as people write it: with every kind of digit, dash and bracket, labels, `00` for `+`, an extension.
 *
 * @returns `undefined` if the text names no phone, or has two readings. Of several whole numbers the first counts.
 */
export function readPhone(text: string, context: PhoneContext = {}): FoundPhone | undefined {
  if (text.length > LONGEST) return undefined;
  const clean = cleaned(text);
  if (SPREADSHEET.test(clean)) return undefined;
  const whole = readOne(clean, context);
  if (whole?.isValid) return whole;
  const bare = readOne(clean.replace(TRAILING, ''), context);
  if (bare?.isValid) return bare;
  const parts = clean.split(BETWEEN).filter((part) => /\d/.test(part));
  if (parts.length < 2) return whole;
  const all = parts.map((part) => readOne(part, context));
  const [first] = all;
  if (first === undefined || !all.every((one) => one?.isValid)) return whole;
  return { ...first, isFirstOfSeveral: all.some((one) => one?.phone !== first.phone) };
}

/** A phone as E.164, `+886912345678`; undefined where it is impossible. @see readPhone */
export const parsePhone = (phone: string, country: string | undefined): string | undefined =>
  readPhone(phone, { country })?.phone;

/** Whether a text could be a number of some country although it cannot be read: digits enough, and no `+`. */
export function looksNational(text: string): boolean {
  if (text.length > LONGEST) return false;
  const clean = cleaned(text);
  const digits = clean.replaceAll(/\D/g, '');
  return (
    !SPREADSHEET.test(clean) &&
    !clean.includes('+') &&
    digits.length >= LEAST_DIGITS &&
    digits.length <= 15 &&
    !/^(\d)\1*$/.test(digits) &&
    !/[^\d]/.test(clean.replace(LABEL, '').replace(EXTENSION, '').replaceAll(SEPARATORS, ''))
  );
}

function cleaned(text: string): string {
  const plain = withoutInvisible(normalized(text, 'NFKC')).replaceAll(/[\p{M}\p{So}]/gu, '');
  return asciiDigits(plain)
    .trim()
    .replace(/^=?(["'`])(.*)\1$/u, '$2')
    .replace(/^'/, '')
    .replaceAll(REMARK, '')
    .trim();
}

function readOne(text: string, context: PhoneContext): FoundPhone | undefined {
  const labelled = text.trim().replace(LABEL, '');
  const bare = labelled.replace(EXTENSION, '');
  const isCut = bare !== labelled && bare.replaceAll(/\D/g, '').length >= LEAST_DIGITS;
  const number = (isCut ? bare : labelled).replace(/^([^\d+]*\+.*?)\(\s*0\s*\)/u, '$1');
  const signs = number.replaceAll(SEPARATORS, '').replace(/^\++/, '+');
  if (!/^\+?\d+$/.test(signs)) return undefined;
  const parsed = signs.startsWith('+')
    ? international(signs.slice(1).replace(/^00/, ''))
    : national(signs, context);
  return parsed && { ...parsed, extension: isCut, isFirstOfSeveral: false };
}

type Parsed = Pick<FoundPhone, 'phone' | 'isValid'>;

function international(digits: string): Parsed | undefined {
  const parsed = parsePhoneNumberFromString(`+${digits}`);
  if (parsed === undefined || !parsed.isPossible() || isOneDigit(parsed)) return undefined;
  return { phone: parsed.number, isValid: parsed.isValid() };
}

const isOneDigit = ({ nationalNumber }: PhoneNumber): boolean => /^(\d)\1*$/.test(nationalNumber);

function national(digits: string, { country, callingCode }: PhoneContext): Parsed | undefined {
  const { code, area } = callingCode === undefined ? NO_CODE : callingCodeIn(callingCode);
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  return (
    (code === '' ? undefined : validOf(digits, { defaultCallingCode: code })) ??
    (area === '' ? undefined : validOf(`+${code}${area}${digits}`)) ??
    (region === undefined ? undefined : validOf(digits, region)) ??
    (digits.startsWith('00') ? validOf(`+${digits.slice(2)}`) : undefined)
  );
}

const NO_CODE = { code: '', area: '' };

/**
 * The digits after `+` or `00`, else the only ones: `886` of `Taiwan (+886)`. Countries of North America share one code,
 * and lists show their area behind it: `Bahamas (+1 242)`.
 */
function callingCodeIn(text: string): { readonly code: string; readonly area: string } {
  if (text.length > LONGEST) return NO_CODE;
  const clean = cleaned(text);
  const [, area = ''] = /^\D*?(?:\+|00)?0*1[\s-]?(\d{3})\D*$/.exec(clean) ?? [];
  if (area !== '') return { code: '1', area };
  return { code: /^\D*?(?:\+|00)?0*([1-9]\d{0,2})\D*$/.exec(clean)?.[1] ?? '', area };
}

function validOf(
  text: string,
  defaults?: CountryCode | { readonly defaultCallingCode: string },
): Parsed | undefined {
  try {
    const parsed = parsePhoneNumberFromString(text, defaults);
    return parsed?.isValid() ? { phone: parsed.number, isValid: true } : undefined;
  } catch {
    // The library throws on a calling code that no country has.
    return undefined;
  }
}

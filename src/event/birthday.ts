import { asciiDigits, normalized, withoutInvisible } from './text.ts';

/** Years that a signup's birthday may have. */
const YEAR = /^(?:19|20)\d{2}$/;
/** The longest month lengths: 29 February is a day where the year is not known. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** `1992-05-14`, `1992/5/14`, `1992.5.14`, `1992 5 14`, `19920514`, `0000-05-14`, with or without a time behind it. */
const YEAR_FIRST =
  /^(\d{4})(?: ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})\.?| (\d{1,2}) (\d{1,2})|(\d{2})(\d{2}))(?:[T ].*)?$/;
/** `05/14`, `05-14`, `--05-14`, `05/14/1992`, `14/05/1992`. */
const YEAR_LAST = /^(?:--)?(\d{1,2}) ?[-/] ?(\d{1,2})(?: ?[-/] ?(\d{4}))?$/;
/** `14.05.1992`, `14. 5. 1992`, `14.05.`: where dots are written, the day is first. */
const DOTTED = /^(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4})?$/;
/** `1992年5月14日`, `5月14日`, `1992년 5월 14일`. */
const EAST_ASIAN = /^(?:(\d{4}) ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日号號일]?$/;
/** Years of an era: `民國81年5月14日`, `民國 81/05/14`, `平成4年5月14日`. The first one is also written `元年`. */
const ERA =
  /^(中華民國|中华民国|民國|民国|民|R\.?O\.?C\.?|大正|昭和|平成|令和|พ\.?ศ\.?) ?(\d{1,4}|元) ?[年\-/. ] ?(\d{1,2}) ?[月\-/. ] ?(\d{1,2}) ?[日号號]?$/iu;
/** The year before the first one of each era. */
const ERAS: readonly (readonly [RegExp, number])[] = [
  [/民|^R/iu, 1911],
  [/大正/u, 1911],
  [/昭和/u, 1925],
  [/平成/u, 1988],
  [/令和/u, 2018],
  [/พ/u, -543],
];
/** `14 May 1992`, `14. Mai 1992`, `14 de mayo de 1992`, `14th May`. */
const DAY_MONTH =
  /^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ -](?:de |of )?(\p{L}[\p{L}\p{M}]*)\.?,?(?:[ -](?:de |del )?(\d{4}))?$/iu;
/** `May 14, 1992`, `May 14th 1992`, `May 14`. */
const MONTH_DAY = /^(\p{L}[\p{L}\p{M}]*)\.?[ -](\d{1,2})(?:st|nd|rd|th)?(?:,? ?[ -]?(\d{4}))?$/iu;
const WEEKDAY =
  /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? |(?:[星期週周]|礼拜|禮拜)[一二三四五六日天]$|[(（][月火水木金土日一二三四五六][)）]$/iu;
const HAN_NUMBER = /[〇零一二三四五六七八九十]+/gu;

/**
 * A birthday as `YYYY-MM-DD`, or `--MM-DD` where the year is not said (`0000`). Reads the texts above and `{year,
 * month, day}`. Where the year is last and both orders would do, the month comes before the day.
 *
 * @returns `undefined` for everything that is no day of the years 1900 to 2099: nothing is guessed.
 */
export function toBirthday(value: unknown): string | undefined {
  if (typeof value === 'string') return fromText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { year, month, day } = value as {
    readonly year?: unknown;
    readonly month?: unknown;
    readonly day?: unknown;
  };
  return toDay(toDigits(year), toDigits(month), toDigits(day));
}

/**
 * Whether a birthday lies after a time, in milliseconds since the epoch. Somewhere on earth it may be tomorrow already.
 */
export const isFuture = (birthday: string, now: number): boolean =>
  !birthday.startsWith('--') && Date.parse(`${birthday}T00:00:00Z`) > now + 86_400_000;

type Reader = readonly [RegExp, (parts: readonly (string | undefined)[]) => string | undefined];

const READERS: readonly Reader[] = [
  [YEAR_FIRST, ([, y, m, d, m2, d2, m3, d3]) => toDay(y, m ?? m2 ?? m3, d ?? d2 ?? d3)],
  [YEAR_LAST, ([, a, b, y]) => toDay(y, a, b) ?? toDay(y, b, a)],
  [DOTTED, ([, d, m, y]) => toDay(y, m, d)],
  [EAST_ASIAN, ([, y, m, d]) => toDay(y, m, d)],
  [ERA, ([, era, y, m, d]) => toDay(ofEra(era ?? '', y ?? ''), m, d)],
  [DAY_MONTH, ([, d, name, y]) => toDay(y, monthOf(name ?? ''), d)],
  [MONTH_DAY, ([, name, d, y]) => toDay(y, monthOf(name ?? ''), d)],
];

/** Much more than a day in words with a time behind it. */
const LONGEST_TEXT = 250;

function fromText(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const plain = asciiDigits(withoutInvisible(normalized(text, 'NFKC')))
    .replaceAll(/\p{Pd}|−/gu, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^(民[國国]|中華民[國国])[::]? ?/u, '$1')
    .replace(WEEKDAY, '')
    .trim();
  const written = /^[^\d]*[年月]/u.test(plain) ? plain.replaceAll(HAN_NUMBER, hanNumber) : plain;
  for (const [form, read] of READERS) {
    const parts = form.exec(written);
    if (parts) return read(parts);
  }
  return undefined;
}

/** `八十一` and `一九九二`; years are written digit by digit, days with 十. */
function hanNumber(text: string): string {
  const digits = (part: string): string =>
    part
      .split('')
      .map((sign) => ('〇一二三四五六七八九'.indexOf(sign) + 10) % 10)
      .join('');
  const [tens = '', ones = '', ...more] = text.replaceAll('零', '〇').split('十');
  if (more.length > 0 || !text.includes('十')) return digits(text.replaceAll('零', '〇'));
  return String(Number(digits(tens || '一')) * 10 + Number(digits(ones || '〇')));
}

function ofEra(era: string, year: string): string {
  const first = ERAS.find(([name]) => name.test(era))?.[1] ?? 0;
  const count = year === '元' ? 1 : Number(year);
  // No era has a year 0.
  return count === 0 ? 'none' : String(first + count);
}

/** Languages whose month names are read. */
const LANGUAGES = 'en de fr es it pt nl id ms vi sv pl';

let months: ReadonlyMap<string, string> | undefined;

/** The number of a month by its long or short name; where languages differ, the earlier one counts. */
function monthOf(name: string): string | undefined {
  months ??= new Map(LANGUAGES.split(' ').toReversed().flatMap(monthsIn));
  return months.get(plainMonth(name));
}

const monthsIn = (language: string): readonly (readonly [string, string])[] =>
  (['short', 'long'] as const).flatMap((style) => {
    const format = new Intl.DateTimeFormat(language, {
      month: style,
      day: 'numeric',
      timeZone: 'UTC',
    });
    return LONGEST.map((_, at) => {
      const name = format
        .formatToParts(Date.UTC(2000, at, 15))
        .find(({ type }) => type === 'month')?.value;
      return [plainMonth(name ?? ''), String(at + 1)] as const;
    });
  });

const plainMonth = (name: string): string =>
  normalized(name, 'NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}]/gu, '')
    .replace(/^sept$/, 'sep');

/** Numbers and texts alike: tools send both. */
function toDigits(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? asciiDigits(normalized(text, 'NFKC')).trim() : undefined;
}

function toDay(year = '', month = '', day = ''): string | undefined {
  if (!/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return undefined;
  const length = LONGEST[Number(month) - 1];
  if (length === undefined || Number(day) < 1 || Number(day) > length) return undefined;
  const monthAndDay = `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year === '' || /^0+$/.test(year)) return `--${monthAndDay}`;
  return YEAR.test(year) && exists(`${year}-${monthAndDay}`) ? `${year}-${monthAndDay}` : undefined;
}

/** No 29 February in a common year. */
function exists(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

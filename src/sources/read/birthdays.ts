/** Years that a signup's birthday may have. */
const YEAR = /^(?:19|20)\d{2}$/;
/** The longest month lengths: 29 February is a day where the year is not known. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** `1992-05-14`, `1992/5/14`, `1992.5.14`, `19920514`, `0000-05-14`, with or without a time behind it. */
const YEAR_FIRST = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|(\d{2})(\d{2}))(?:[T ].*)?$/;
/** `05/14`, `05-14`, `--05-14`, `05/14/1992`. */
const MONTH_FIRST = /^(?:--)?(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}))?$/;
/** `1992年5月14日`, `5月14日`. */
const CHINESE = /^(?:(\d{4}) ?年 ?)?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]?$/;

/**
 * A birthday as `YYYY-MM-DD`, or `--MM-DD` where the year is not said (`0000`). Reads the texts above, with the month
 * before the day where the year is last, and `{year, month, day}`.
 *
 * @returns `undefined` for everything that is no day of the years 1900 to 2099: nothing is guessed.
 */
export function toBirthday(value: unknown): string | undefined {
  if (typeof value === 'string') return fromText(value.trim());
  if (typeof value !== 'object' || value === null) return undefined;
  const { year, month, day } = value as {
    readonly year?: unknown;
    readonly month?: unknown;
    readonly day?: unknown;
  };
  return toDay(toDigits(year), toDigits(month), toDigits(day));
}

function fromText(text: string): string | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) {
    const [, year, month, day, plainMonth, plainDay] = yearFirst;
    return toDay(year, month ?? plainMonth, day ?? plainDay);
  }
  const [, month, day, year] = MONTH_FIRST.exec(text) ?? [];
  if (month !== undefined) return toDay(year, month, day);
  const [, chineseYear, chineseMonth, chineseDay] = CHINESE.exec(text) ?? [];
  return toDay(chineseYear, chineseMonth, chineseDay);
}

/** Numbers and texts alike: tools send both. */
function toDigits(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.trim() : undefined;
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

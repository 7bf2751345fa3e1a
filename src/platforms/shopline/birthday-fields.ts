import type { MappedField } from './mapped-field.ts';

type Parameters = Readonly<Record<string, unknown>>;

const DAY = 'birthday';
const YEAR = 'birthday.year';
/** The clocks of a birthday. */
export const BIRTH_KEYS: ReadonlySet<string> = new Set([DAY, YEAR]);

/**
 * The parameters of a birthday under two clocks, because an event can know the day and not the year: the newest known
 * year stays, whatever order the events come in. A whole `birthday` sets both clocks.
 *
 * One limit: SHOPLINE can clear day and year together only, so a `null` that is outdated in one of them clears neither
 * or both, as they come.
 */
export function birthdayFields(parameters: Parameters): readonly MappedField[] {
  const { birth_year: year, ...day } = parameters;
  if ('birthday' in parameters) {
    const whole = partsOf(parameters['birthday']);
    return [
      { key: DAY, parameters },
      { key: YEAR, parameters: whole ? { birth_year: whole.birth_year } : {} },
    ];
  }
  return [
    ...(Object.keys(day).length > 0 ? [{ key: DAY, parameters: day }] : []),
    ...(year === undefined ? [] : [{ key: YEAR, parameters: { birth_year: year } }]),
  ];
}

/** The same fields as they are sent: a whole birthday in one piece, and if half of it is outdated the other half alone. */
export function sentBirthday(fields: readonly MappedField[]): readonly MappedField[] {
  const day = fields.find(({ key }) => key === DAY);
  const hasYear = fields.some(({ key }) => key === YEAR);
  if (day === undefined || !('birthday' in day.parameters)) return fields;
  if (hasYear) return fields.filter(({ key }) => key !== YEAR);
  const { birth_year: _, ...parts } = partsOf(day.parameters['birthday']) ?? day.parameters;
  return fields.map((field) => (field === day ? { key: DAY, parameters: parts } : field));
}

function partsOf(birthday: unknown) {
  const parts = typeof birthday === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthday) : null;
  if (parts === null) return undefined;
  const [, year, month, day] = parts.map(Number);
  return { birth_year: year, birth_month: month, birth_day: day };
}

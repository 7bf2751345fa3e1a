import { describe, expect, it } from 'vitest';
import { birthdayFields, sentBirthday } from '../../../src/platforms/shopline/facts.ts';

const whole = { key: 'birthday', parameters: { birthday: '1992-05-14' } };
const year = { key: 'birthday.year', parameters: { birth_year: 1992 } };
const name = { key: 'name', parameters: { name: 'Ada' } };

describe('the fields of a birthday', () => {
  it.each([
    ['a whole date has a day and a year', whole.parameters, [whole, year]],
    ['a year alone is no day', { birth_year: 1992 }, [year]],
    [
      'a day alone has no year',
      { birth_month: 5, birth_day: 14 },
      [{ key: 'birthday', parameters: { birth_month: 5, birth_day: 14 } }],
    ],
    [
      'a cleared birthday leaves no year behind',
      { birthday: null },
      [
        { key: 'birthday', parameters: { birthday: null } },
        { key: 'birthday.year', parameters: {} },
      ],
    ],
  ])('%s', (_, parameters, fields) => {
    expect(birthdayFields(parameters)).toEqual(fields);
  });

  it.each([[['1992-05-14']], ['x1992-05-14'], ['1992-05-14T00:00:00Z']])(
    'takes no year from %j, which is no date',
    (birthday) => {
      expect(birthdayFields({ birthday })[1]).toEqual({ key: 'birthday.year', parameters: {} });
    },
  );
});

describe('a birthday in a request', () => {
  it('is the whole date if the year is newer, too', () => {
    expect(sentBirthday([name, whole, year])).toEqual([name, whole]);
  });

  it('is month and day if the year is not newer; no other field changes', () => {
    const day = { key: 'birthday', parameters: { birth_month: 5, birth_day: 14 } };
    expect(sentBirthday([name, whole])).toEqual([name, day]);
  });

  it('is unchanged without a date', () => {
    expect(sentBirthday([name, year])).toEqual([name, year]);
  });
});

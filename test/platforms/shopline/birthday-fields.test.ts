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

describe('what is sent of a birthday', () => {
  it('is the date alone where the year is news as well', () => {
    expect(sentBirthday([name, whole, year])).toEqual([name, whole]);
  });

  it('is day and month where the year is not news, and nothing else changes', () => {
    const day = { key: 'birthday', parameters: { birth_month: 5, birth_day: 14 } };
    expect(sentBirthday([name, whole])).toEqual([name, day]);
  });

  it('is everything as it is where there is no date', () => {
    expect(sentBirthday([name, year])).toEqual([name, year]);
  });
});

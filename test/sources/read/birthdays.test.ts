import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBirthday } from '../../../src/sources/read/birthdays.ts';

describe('a birthday of a tool', () => {
  it.each([
    ['1992-05-14', '1992-05-14'],
    ['1992/5/14', '1992-05-14'],
    ['1992.05.14', '1992-05-14'],
    ['19920514', '1992-05-14'],
    ['1992-05-14T00:00:00.000Z', '1992-05-14'],
    ['1992年5月14日', '1992-05-14'],
    ['5月14日', '--05-14'],
    ['05/14/1992', '1992-05-14'],
    ['05/14', '--05-14'],
    ['--05-14', '--05-14'],
    ['0000-05-14', '--05-14'],
    ['02/29', '--02-29'],
    ['1992-02-29', '1992-02-29'],
    [{ year: '1992', month: '05', day: '14' }, '1992-05-14'],
    [{ year: 1992, month: 5, day: 14 }, '1992-05-14'],
    [{ year: '', month: '5', day: '14' }, '--05-14'],
  ])('is read: %j', (value, expected) => {
    expect(toBirthday(value)).toBe(expected);
  });

  it.each([
    '1993-02-29',
    '02/30',
    '14/05/1992',
    '1992-13-01',
    '1850-01-01',
    '92-05-14',
    'in May',
    '',
    { year: '', month: '', day: '' },
    { year: '1992' },
    null,
    19_920_514,
  ])('is left out rather than invented: %j', (value) => {
    expect(toBirthday(value)).toBeUndefined();
  });

  it('is the same day however it is written', () => {
    const days = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [year, month, dayOfMonth] = day.split('-');
        const forms = [day, `${month}/${dayOfMonth}/${year}`, { year, month, day: dayOfMonth }];
        expect(forms.map(toBirthday)).toEqual([day, day, day]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFuture, toBirthday } from '../../src/event/birthday.ts';

describe('a birthday in a store of Taiwan', () => {
  it.each([
    '81年5月14日',
    '81 年 05 月 14 日',
    '８１年５月１４日',
    '081年5月14日',
    '081/05/14',
    '081-5-14',
    '081.05.14',
    '0810514',
  ])('has a year of the Republic: %s', (text) => {
    expect(toBirthday(text, 'TW')).toBe('1992-05-14');
    expect(toBirthday(text)).toBeUndefined();
    expect(toBirthday(text, 'JP')).toBeUndefined();
  });

  it.each([
    ['104年1月2日', '2015-01-02'],
    ['112/05/14', '2023-05-14'],
    ['1992/05/14', '1992-05-14'],
    ['5月14日', '--05-14'],
    ['05/14', '--05-14'],
    ['81/05/14', undefined],
    ['00年5月14日', undefined],
    ['000/05/14', undefined],
    ['81年13月14日', undefined],
    ['81年2月30日', undefined],
  ])('%s is %s', (text, expected) => {
    expect(toBirthday(text, 'TW')).toBe(expected);
  });
});

describe('a birthday that people write', () => {
  it.each([
    '1992-05-14|1992/5/14|1992.05.14|1992. 5. 14.|1992 5 14|19920514|1992-05-14T00:00:00.000Z|1992-05-14 00:00:00',
    '１９９２／０５／１４|１９９２年５月１４日|1992年5月14日|1992 年 5 月 14 日|1992年05月14號|1992년 5월 14일|1992-5-14 (木)',
    '一九九二年五月十四日|\u200E1992-05-14|1992–05–14|1992\u221205\u221214|๑๙๙๒-๐๕-๑๔',
    '民國81年5月14日|民國81年05月14日|民國 81 年 5 月 14 日|民國81/05/14|民國81.5.14|民國 81-05-14|民81/5/14|民国81年5月14日|中華民國81年5月14日|民國：81/05/14|民國８１年５月１４日|民國八十一年五月十四日|ROC 81/05/14|R.O.C. 81/05/14',
    '平成4年5月14日|H4.5.14|H4/5/14|พ.ศ. 2535/05/14',
    '西元1992年5月14日|公元1992年5月14日|西暦1992年5月14日|1992-May-14|1992 May 14|the 14th of May, 1992',
    '14 мая 1992|14 Mayıs 1992|14. toukokuuta 1992|14. května 1992|14 tháng 5 năm 1992|ngày 14 tháng 5, 1992',
    '05/14/1992|5/14/1992|05-14-1992|14/05/1992|14-05-1992|14 / 05 / 1992',
    '14.05.1992|14.5.1992|14. 5. 1992|１４．０５．１９９２',
    '14 May 1992|14-May-1992|14 MAY 1992|14th May 1992|14th of May 1992|May 14, 1992|May 14 1992|may 14th, 1992|Thu, 14 May 1992|Thursday 14 May 1992',
    '14. Mai 1992|14 mai 1992|14 de mayo de 1992|14 maggio 1992|14 de maio de 1992|14 mei 1992',
  ])('is read: %s', (texts) => {
    expect(texts.split('|').map((text) => [text, toBirthday(text)])).toEqual(
      texts.split('|').map((text) => [text, '1992-05-14']),
    );
  });

  it.each([
    ['25/12/1990', '1990-12-25'],
    ['12/25/1990', '1990-12-25'],
    ['05/06/1990', '1990-05-06'],
    ['05.06.1990', '1990-06-05'],
    ['3 Sept 1990', '1990-09-03'],
    ['Dec. 3, 1990', '1990-12-03'],
    ['昭和60年1月2日', '1985-01-02'],
    ['令和元年5月14日', '2019-05-14'],
    ['大正15年1月2日', '1926-01-02'],
    ['民國100年10月10日', '2011-10-10'],
    ['民國一百年', undefined],
    ['十二月三十一日', '--12-31'],
    ['5月14日', '--05-14'],
    ['05/14', '--05-14'],
    ['25/12', '--12-25'],
    ['--05-14', '--05-14'],
    ['0000-05-14', '--05-14'],
    ['02/29', '--02-29'],
    ['14.05.', '--05-14'],
    ['May 14', '--05-14'],
    ['14 May', '--05-14'],
    ['1992-02-29', '1992-02-29'],
    [{ year: '1992', month: '05', day: '14' }, '1992-05-14'],
    [{ year: 1992, month: 5, day: 14 }, '1992-05-14'],
    [{ year: '', month: '5', day: '14' }, '--05-14'],
    [{ year: '１９９２', month: '５', day: '１４' }, '1992-05-14'],
  ])('of any form is read: %j', (value, expected) => {
    expect(toBirthday(value)).toBe(expected);
  });

  it.each([
    '1993-02-29',
    '02/30',
    '30 February 1992',
    '32.05.1992',
    '13/13/1992',
    '1992-13-01',
    '1850-01-01',
    '92-05-14',
    '81/05/14',
    '81年5月14日',
    '民國0年5月14日',
    '民國81年13月14日',
    '14 Foo 1992',
    'May 1992',
    '1992',
    'in May',
    'N/A',
    '無',
    '',
    '0000-00-00',
    { year: '', month: '', day: '' },
    { year: '1992' },
    null,
    19_920_514,
  ])('is left out rather than invented: %j', (value) => {
    expect(toBirthday(value)).toBeUndefined();
  });

  it('lies in the future from the day after tomorrow on', () => {
    const now = Date.parse('2026-09-15T03:20:00Z');
    expect(
      ['2026-09-15', '2026-09-16', '2026-09-17', '2099-01-01', '--12-31'].map((day) =>
        isFuture(day, now),
      ),
    ).toEqual([false, false, true, true, false]);
  });

  it('is the same day however it is written', () => {
    const days = fc.date({
      min: new Date('1912-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    const english = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });
    const german = new Intl.DateTimeFormat('de', { dateStyle: 'medium', timeZone: 'UTC' });
    const japanese = new Intl.DateTimeFormat('ja', { dateStyle: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [year, month, dayOfMonth] = day.split('-');
        const forms = [
          day,
          `${month}/${dayOfMonth}/${year}`,
          `民國${Number(year) - 1911}年${month}月${dayOfMonth}日`,
          english.format(date),
          german.format(date),
          japanese.format(date),
          { year, month, day: dayOfMonth },
        ];
        expect(forms.map((one) => toBirthday(one))).toEqual(forms.map(() => day));
      }),
    );
  });
});

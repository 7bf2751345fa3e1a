import { describe, expect, it } from 'vitest';
import { readCountry } from '../../src/event/country.ts';

describe('a country that people write', () => {
  it.each([
    [
      'TW',
      'TW|tw|TWN|twn| TW |ＴＷ|Taiwan|TAIWAN|taiwan|台灣|臺灣|台湾|R.O.C.|ROC|Taiwan (R.O.C.)|Taiwan, R.O.C.|Taiwan, Province of China|中華民國|中華民國（台灣）|Republic of China (Taiwan)|Chinese Taipei|🇹🇼|🇹🇼 Taiwan|Taiwan 台灣|台灣 Taiwan|TW - Taiwan|대만|Тайвань',
    ],
    [
      'CN',
      'CN|China|PRC|P.R.C.|中国|中國|中国大陆|中國大陸|大陸|Mainland China|中华人民共和国|중국',
    ],
    [
      'HK',
      'HK|HKG|Hong Kong|Hongkong|香港|中國香港|Hong Kong SAR|Hong Kong, China|香港特別行政區|홍콩',
    ],
    ['TW', 'タイワン|타이완'],
    ['JP', 'ニッポン|ประเทศญี่ปุ่น|にほん'],
    ['CZ', 'Česká republika'],
    ['CO', 'República de Colombia'],
    ['DE', 'Bundesrepublik Deutschland'],
    ['KR', 'Rep. of Korea'],
    ['SA', 'السعودية|KSA|Kingdom of Saudi Arabia'],
    ['TH', 'Kingdom of Thailand'],
    ['SG', 'Republic of Singapore'],
    ['CD', 'Democratic Republic of Congo|Democratic Republic of the Congo'],
    ['MO', 'Macau|Macao|澳門|澳门|Macao SAR China'],
    [
      'US',
      'US|USA|U.S.|U.S.A.|usa|United States|United States of America|the United States|America|美國|美国|アメリカ|アメリカ合衆国|미국|Estados Unidos|États-Unis|Vereinigte Staaten|United States (US)',
    ],
    ['GB', 'GB|UK|U.K.|uk|United Kingdom|Great Britain|England|Scotland|英國|英国|イギリス|영국'],
    [
      'KR',
      'KR|South Korea|Korea, Republic of|Republic of Korea|Korea|韓國|韩国|南韓|대한민국|한국|韓国',
    ],
    ['VN', 'VN|Viet Nam|Vietnam|Việt Nam|越南|ベトナム'],
    ['JP', 'JP|JPN|Japan|日本|日本国|일본'],
    ['SG', 'Singapore|新加坡|Singapura|シンガポール'],
    ['MY', 'Malaysia|馬來西亞|马来西亚|マレーシア'],
    ['TH', 'Thailand|泰國|ไทย|ประเทศไทย'],
    ['ID', 'Indonesia|印尼'],
    ['PH', 'Philippines|the Philippines|Pilipinas|菲律賓'],
    ['DE', 'Germany|Deutschland|德國|Allemagne|Alemania|ドイツ'],
    ['FR', 'France|法國|Frankreich|Francia'],
    ['ES', 'España|Spain|Espana|西班牙'],
    ['NL', 'Holland|The Netherlands|Nederland|荷蘭'],
    ['CH', 'Switzerland|Schweiz|Suisse|Svizzera|瑞士'],
    ['CI', 'Côte d’Ivoire|Cote d Ivoire|Ivory Coast'],
    ['GR', 'Ελλάδα|Greece'],
    ['RU', 'Россия|Russian Federation|Nga'],
    ['NG', 'Nigeria|NGA|nga'],
    ['NE', 'Niger'],
    ['GE', 'Georgia'],
    ['AE', 'UAE|U.A.E.|United Arab Emirates'],
  ])('is %s', (code, texts) => {
    expect(texts.split('|').map((text) => [text, readCountry(text)])).toEqual(
      texts.split('|').map((text) => [text, code]),
    );
  });

  it.each([
    '',
    '-',
    'N/A',
    '無',
    'Atlantis',
    'XX',
    'ZZ',
    'EU',
    'SU',
    'UN',
    'Taipei',
    '台北',
    'Taiwan or Japan',
    'Taiwan, Japan',
    '+886',
    '158',
    'Europe',
    'other',
    '其他',
  ])('is none: %j', (text) => {
    expect(readCountry(text)).toBeUndefined();
  });

  it.each(['en', 'zh-Hant', 'zh-Hans', 'ja', 'ko', 'de', 'fr', 'es', 'it', 'vi', 'th', 'id'])(
    'is each one that `Intl` knows by its name in %s',
    (language) => {
      const names = new Intl.DisplayNames(language, { type: 'region' });
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
      const codes = letters
        .flatMap((a) => letters.map((b) => `${a}${b}`))
        .filter((code) => code !== 'UK' && readCountry(code) === code);
      expect(codes.length).toBeGreaterThan(248);
      expect(codes.filter((code) => readCountry(names.of(code) ?? '') !== code)).toEqual([]);
    },
  );
});

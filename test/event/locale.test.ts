import { describe, expect, it } from 'vitest';
import { readGender, readLocale } from '../../src/event/locale.ts';

describe('a language', () => {
  it.each([
    [
      'zh-hant',
      '繁體中文|繁体中文|Traditional Chinese|Chinese (Traditional)|正體中文|CHT|繁中|中文（繁體）',
    ],
    ['zh-hans', '简体中文|簡體中文|Simplified Chinese|Chinese (Simplified)|CHS|中文（简体）'],
    ['zh-hant', '中文（台灣）|繁體中文 (台灣)|中文 (香港)|台語'],
    ['en', 'English (US)'],
    ['fr', 'français (France)'],
    ['zh', '中文|Chinese|chi'],
    ['en', 'English|ENGLISH|english|英文|英語|en|eng|영어'],
    ['ja', '日本語|Japanese|日文|ja|JP|jpn'],
    ['ko', '한국어|Korean|韓文|ko'],
    ['vi', 'Tiếng Việt|Vietnamese|越南文'],
    ['th', 'ไทย|ภาษาไทย|Thai'],
    ['id', 'Bahasa Indonesia|Indonesian'],
    ['ms', 'Bahasa Melayu|Malay'],
    ['de', 'Deutsch|German|德文'],
    ['fr', 'Français|French'],
    ['es', 'Español|Spanish'],
    ['zh_TW', 'zh_TW|\u200Ezh_TW|zh_TW.UTF-8'],
    ['en-US', 'en-US'],
    ['zh-Hant-HK', 'zh-Hant-HK'],
    ['pt-BR', 'pt-BR'],
  ])('is %s', (code, texts) => {
    expect(texts.split('|').map((text) => [text, readLocale(text)])).toEqual(
      texts.split('|').map((text) => [text, code]),
    );
  });

  it.each(['', '-', 'N/A', '無', 'Klingon', 'other', 'xx', '123', 'a language', 'qq-QQ'])(
    'is none: %j',
    (text) => {
      expect(readLocale(text)).toBeUndefined();
    },
  );
});

describe('a gender', () => {
  it.each([
    [
      'male',
      'male|Male|M|m.|Mr.|男|男性|先生|남성|Nam|ชาย|Laki-laki|Lelaki|männlich|Herr|Homme|Hombre|♂男|♂|♂\uFE0F|先生/Mr.|Male 男|男性(Male)|Sr.|男の子|生理男|ذكر|זכר',
    ],
    [
      'female',
      'female|F|Ms.|Mrs|Miss|女|女性|小姐|女士|여자|Nữ|หญิง|Perempuan|Wanita|weiblich|Frau|Femme|Mujer| 女 |ｆ|♀|♀\uFE0F|女 Female|f (female)|w|Sra.|女の子|生理女|أنثى|נקבה',
    ],
    ['other', 'other|Others|non-binary|Non binary|其他|その他|기타|Khác|divers|X|d|⚧'],
  ])('is %s', (gender, texts) => {
    expect(texts.split('|').map((text) => [text, readGender(text)])).toEqual(
      texts.split('|').map((text) => [text, gender]),
    );
  });

  it.each([
    '',
    '-',
    '1',
    'Mr / Mrs',
    'male to female',
    '不透露',
    'Rather not say',
    'prefer not to say',
    '無',
    '未回答',
  ])('is not known: %j', (text) => {
    expect(readGender(text)).toBeUndefined();
  });
});

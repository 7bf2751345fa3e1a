import { describe, expect, it } from 'vitest';
import { looksNational, readPhone } from '../../src/event/phone.ts';

const TW = { country: 'TW' };
const MOBILE = '+886912345678';
const read = (text: string, context = TW) => readPhone(text, context)?.phone;

describe('a phone that people write', () => {
  it.each([
    '0912345678',
    '0912-345-678',
    '0912-345-678;',
    '0912-345-678 #',
    'H0912345678',
    '我的手機0912345678',
    '我的電話號碼是0912345678',
    '0912\u2212345\u2212678',
    '0912\u30FC345\u30FC678',
    '0912\uFF70345\uFF70678',
    '0912\uFF0D345\uFF0D678',
    '0912～345～678',
    '0912\u2043345\u2043678',
    '0912\u2053345\u2053678',
    '0912\u223C345\u223C678',
    '0912\u02D7345\u02D7678',
    '0912ㄧ345ㄧ678',
    '0912〜345〜678',
    '0912–345—678',
    '0912‑345‑678',
    '0912ㅡ345ㅡ678',
    '(0912) 345-678',
    '（0912）345678',
    '[0912]345678',
    '【0912】345678',
    '0912.345.678',
    '0912,345,678',
    '0912，345，678',
    '0912_345_678',
    '0912/345/678',
    '0912・345・678',
    '0912 345\u00A0678',
    '０９１２３４５６７８',
    '０９１２－３４５－６７８',
    '๐๙๑๒๓๔๕๖๗๘',
    '٠٩١٢٣٤٥٦٧٨',
    '۰۹۱۲۳۴۵۶۷۸',
    '०९१२३४५६७८',
    '০৯১২৩৪৫৬৭৮',
    '𝟎𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖',
    '\u200E0912345678\u202C',
    '0912\u200B345678',
    'TEL:0912345678',
    'Tel. 0912-345-678',
    'Tel.: 0912345678',
    'tel:+886-912-345-678',
    'Mobile: 0912345678',
    'mobile no. 0912345678',
    'M: 0912345678',
    'Phone：0912345678',
    '電話：0912345678',
    '手機號碼 0912345678',
    '手机:0912345678',
    '☎0912345678',
    '☎️ 0912345678',
    '📱0912345678',
    '℡0912345678',
    '(手機) 0912345678',
    '0912345678 (手機)',
    '0912345678（白天）',
    "'0912345678",
    '="0912345678"',
    '00886912345678',
    '00 886 912 345 678',
    '002886912345678',
    '+886912345678',
    '＋886912345678',
    '+886 0912 345 678',
    '+886-(0)912-345-678',
    '(+886) 912345678',
    '++886912345678',
    '+00886912345678',
    '886912345678',
    '912345678',
  ])('is read: %s', (text) => {
    expect(read(text)).toBe(MOBILE);
    expect(readPhone(text, TW)).toMatchObject({ extension: false, isFirstOfSeveral: false });
  });

  it.each([
    '02-2345-6789 轉 12',
    '02-2345-6789轉12',
    '(02)2345-6789 分機12',
    '02-2345-6789分機：１２',
    '02-2345-6789 轉分機 12',
    '02 2345 6789 #12',
    '02-2345-6789＃12',
    '02-2345-6789 ext. 12',
    '02-2345-6789 ext 12',
    '02-2345-6789, extension 12',
    '02-2345-6789 x12',
    '02-2345-6789 (ext. 12)',
    '02-2345-6789 内線12',
    '02-2345-6789 內線 12',
    '02-2345-6789 내선 12',
    '02-2345-6789 Durchwahl 12',
    '+886-2-2345-6789;ext=12',
  ])('loses its extension, which is said: %s', (text) => {
    expect(readPhone(text, TW)).toMatchObject({ phone: '+886223456789', extension: true });
  });

  it.each([
    '0912345678/0922333444',
    '0912345678, 0922333444',
    '0912-345-678、0922-333-444',
    '0912345678 或 0922333444',
    '0912345678 or 0922333444',
    '手機0912345678/市話0223456789',
    '0912345678\n0922333444',
  ])('is the first of two whole numbers: %s', (text) => {
    expect(readPhone(text, TW)).toMatchObject({ phone: MOBILE, isFirstOfSeveral: true });
  });

  it.each([
    '0912345678 王先生',
    '+886 912 345 678 WhatsApp',
    '0912-345-678, my mobile',
    '0912345678；媽媽',
  ])('is read without the words behind it: %s', (text) => {
    expect(readPhone(text, TW)).toMatchObject({ phone: MOBILE, isFirstOfSeveral: false });
  });

  it.each([
    '02-23456789 fax',
    '02-23456789 傳真',
    '0912345678 ada@example.com',
    'call me',
    '12 apples',
  ])('is none with such words behind it: %s', (text) => {
    expect(readPhone(text, TW)).toBeUndefined();
  });

  it('is not the first of two where both are the same', () => {
    expect(readPhone('0912345678 / +886912345678', TW)).toMatchObject({ isFirstOfSeveral: false });
  });

  it.each([
    ['0912345678', '886'],
    ['912345678', '+886'],
    ['912 345 678', '00886'],
    ['0912345678', 'Taiwan (+886)'],
    ['+886912345678', '1'],
    ['912345678', '８８６'],
  ])('is read with the calling code of a field of its own: %s, %s', (text, callingCode) => {
    expect(readPhone(text, { country: 'HK', callingCode })?.phone).toBe(MOBILE);
  });

  it('is read by the country where the calling code fits no number', () => {
    expect(readPhone('0912345678', { country: 'TW', callingCode: '999' })?.phone).toBe(MOBILE);
    expect(readPhone('0912345678', { country: 'TW', callingCode: 'none' })?.phone).toBe(MOBILE);
  });

  it.each([
    ['011886912345678', 'US'],
    ['0011886912345678', 'AU'],
    ['001886912345678', 'HK'],
    ['010886912345678', 'JP'],
  ])('is read after the prefix for calls abroad of the country: %s, %s', (text, country) => {
    expect(read(text, { country })).toBe(MOBILE);
  });

  it.each([
    '',
    '-',
    '無',
    'N/A',
    'n/a',
    'none',
    'no phone',
    'ada@example.com',
    '0',
    '12',
    '0000000000',
    '+886000000000',
    '+11111111111',
    '1234567890',
    '912345678.0',
    '0912345678.0',
    '+886912345678.0',
    '8.86912E+11',
    '8,86912e+11',
    '9.12E8',
    '0912xxx678',
    '0912***678',
    '0912345678 0922333444',
    '0912345678/678',
    '+886912345678+886922333444',
    '0912345678 after 6',
    '1-800-FLOWERS',
    '02-2345-6789 (12)',
    '02-2345-6789~10',
    '091234567',
  ])('is none: %s', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('that is possible and not valid says so', () => {
    expect(readPhone('+15550001111')).toMatchObject({ phone: '+15550001111', isValid: false });
    expect(readPhone('+886912345678')).toMatchObject({ isValid: true });
  });

  it.each(['0912345678', '912 345 678', 'Tel: 02-2345-6789 轉 12', '０９１２３４５６７８'])(
    'without any country looks like a national one: %s',
    (text) => {
      expect(readPhone(text)).toBeUndefined();
      expect(looksNational(text)).toBe(true);
    },
  );

  it.each(['N/A', '-', '12', '0000000000', '+123', '912345678.0', 'call me 0912345678', ''])(
    'is no national one: %s',
    (text) => {
      expect(looksNational(text)).toBe(false);
    },
  );
});

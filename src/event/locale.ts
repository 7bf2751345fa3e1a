import type { SignupCustomer } from '../generated/types.ts';
import { lazily } from '../util/once.ts';
import { isVisible, normalized, withoutInvisible } from './text.ts';

/** Languages of the shops' customers, with their common names besides those in `Intl`. */
const LANGUAGES: Readonly<Record<string, string>> = {
  'zh-hant':
    'cht|zht|traditional chinese|chinese traditional|繁體中文|繁体中文|繁中|繁體|繁体|正體中文|正體|中文繁體|中文繁体|台灣中文|中文台灣|中文台湾|中文香港|繁體中文台灣|繁體中文香港|繁体中文台湾|台語|chinese taiwan|chinese hong kong|華語|國語|廣東話|粵語|cantonese',
  'zh-hans':
    'chs|zhs|simplified chinese|chinese simplified|chinese china|chinese prc|简体中文|簡體中文|简中|簡中|简体|簡體|中文简体|中文簡體|国语|普通话|mandarin',
  zh: 'chi|zho|中文|漢語|汉语|chinese|中国語|중국어',
  en: 'eng|english|英文|英語|英语|英国語|영어|anglais|inglés|englisch',
  ja: 'jp|jpn|jap|japanese|日本語|日文|日語|日语|にほんご|일본어',
  ko: 'kr|kor|korean|한국어|韓文|韓語|韩语|韩文|韓国語|朝鮮語',
  vi: 'vie|vn|vietnamese|tiếng việt|越南語|越南文|越南语|越語',
  th: 'tha|thai|ไทย|ภาษาไทย|泰文|泰語|泰语',
  id: 'ind|indonesian|bahasa indonesia|indonesia|印尼文|印尼語|印尼语',
  ms: 'may|msa|malay|bahasa melayu|bahasa malaysia|melayu|馬來文|馬來語|马来语',
  fil: 'tagalog|filipino|菲律賓語',
  de: 'deu|ger|german|deutsch|德文|德語|德语',
  fr: 'fra|fre|french|français|法文|法語|法语',
  es: 'spa|spanish|español|castellano|西班牙文|西班牙語|西班牙语',
  it: 'ita|italian|italiano|義大利文|意大利文',
  pt: 'por|portuguese|português|葡萄牙文|葡萄牙語',
  'pt-BR': 'brazilian portuguese|português brasileiro|português do brasil|português (brasil)',
  nl: 'nld|dut|dutch|nederlands|荷蘭文',
  ru: 'rus|russian|русский|俄文|俄語',
  ar: 'ara|arabic|العربية',
  hi: 'hin|hindi|हिन्दी|हिंदी',
  pl: 'pol|polish|polski',
  tr: 'tur|turkish|türkçe',
  sv: 'swe|swedish|svenska',
  da: 'dan|danish|dansk',
  nb: 'nor|norwegian|norsk|no',
  fi: 'fin|finnish|suomi',
  cs: 'ces|cze|czech|čeština',
  uk: 'ukr|ukrainian|українська',
  el: 'ell|gre|greek|ελληνικά',
  he: 'heb|hebrew|עברית',
  hu: 'hun|hungarian|magyar',
  ro: 'ron|rum|romanian|română',
};

/** No name of a language or a gender has more characters. */
const LONGEST = 200;

/** `zh_TW`, `en-US`, `zh-Hant-HK`: a primary language of two or three letters first. */
const CODE = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}$/;

/**
 * The language of a customer as a code such as `zh-hant` or `en-US`. It is read from a code, or from its name in the
 * languages of the shops' customers. Codes stay as they are written.
 *
 * @returns `undefined` where no language is meant.
 */
export function readLocale(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const plain = withoutInvisible(normalized(text, 'NFKC'))
    .trim()
    .replace(/\.utf-?8$/i, '');
  const named =
    byName().get(squash(plain)) ?? byName().get(squash(plain.replace(/\([^()]*\)$/, '')));
  return named ?? (CODE.test(plain) && isLanguage(plain) ? plain : undefined);
}

/** Whether the first part of a code is a language that `Intl` knows by name. */
function isLanguage(code: string): boolean {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return names.of(code.split(/[-_]/)[0]?.toLowerCase() ?? '') !== undefined;
}

const squash = (name: string): string =>
  normalized(name, 'NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

const byName = lazily(
  (): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(LANGUAGES).flatMap(([code, names]) =>
        names.split('|').map((name) => [squash(name), code] as const),
      ),
    ),
);

type Gender = NonNullable<SignupCustomer['gender']>;

const GENDER_WORDS: Readonly<Record<Gender, string>> = {
  male: '生理男|ذكر|رجل|זכר|גבר|पुरुष|male|m|man|boy|gentleman|mr|mr.|男|男性|男士|男生|男子|先生|남|남성|남자|nam|ชาย|ผู้ชาย|นาย|laki-laki|lelaki|pria|männlich|mann|herr|homme|masculin|monsieur|m.|hombre|masculino|varón|uomo|maschio|homem|man|mannelijk|мужской|муж|м|мужчина|kalalakihan|lalaki|erkek|mężczyzna|kille|男の子|♂|señor|sr.|signore|mies',
  female:
    '生理女|أنثى|انثى|امرأة|נקבה|אישה|महिला|स्त्री|female|f|woman|girl|lady|mrs|mrs.|ms|ms.|miss|女|女性|女士|女生|女子|小姐|太太|여|여성|여자|nữ|หญิง|ผู้หญิง|นาง|นางสาว|perempuan|wanita|weiblich|frau|femme|féminin|madame|mme|mujer|femenino|femenina|donna|femmina|mulher|feminino|vrouw|vrouwelijk|женский|жен|ж|женщина|babae|kadın|kobieta|女の子|姐|녀|♀|w|señora|sra.|srta.|señorita|signora|nainen|kvinna|kvinne|kvinde',
  other:
    'other|others|diverse|divers|non-binary|nonbinary|non binary|x|其他|其它|多元|多元性別|非二元|その他|기타|khác|อื่นๆ|อื่น ๆ|lainnya|lain-lain|andere|autre|otro|otra|altro|outro|anders|d|não-binário|no binario|non binaire|nichtbinär|⚧|⚥',
};

/** Without case, spaces and punctuation; the signs for a gender stay. */
const genderForm = (text: string): string =>
  normalized(withoutInvisible(text), 'NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}♀♂⚧⚥]/gu, '');

const genders = lazily(
  (): ReadonlyMap<string, Gender> =>
    new Map(
      (['other', 'female', 'male'] as const).flatMap((gender) =>
        GENDER_WORDS[gender].split('|').map((word) => [genderForm(word), gender] as const),
      ),
    ),
);

/** A gender in the words of a form: `女`, `Female`, `女 Female`, `♀`. Everything else is not known. */
export function readGender(text: string): Gender | undefined {
  if (text.length > LONGEST || !isVisible(text)) return undefined;
  const whole = genders().get(genderForm(text));
  if (whole !== undefined) return whole;
  const [first, ...others] = text
    .split(/[\s/／|()（）,，、]+|(?<=[♀♂])|(?=[♀♂])/u)
    .filter((part) => part !== '')
    .map((part) => genders().get(genderForm(part)));
  return others.every((one) => one === first) ? first : undefined;
}

/** Answers of people who do not want to tell. */
const unsaid = lazily(
  () =>
    new Set(
      'prefer not to say|rather not say|i prefer not to say|i would rather not say|prefer not to answer|prefer not to disclose|not specified|undisclosed|unspecified|unknown|secret|none|n/a|-|不透露|不願透露|不愿透露|不方便透露|不便透露|不想透露|不公開|不公开|保密|秘密|不明|未填|未知|無|无|回答しない|答えたくない|無回答|未回答|非公開|選択しない|무응답|밝히지 않음|비공개|không muốn nói|ไม่ระบุ|ไม่ต้องการระบุ|keine angabe|k.a.|non précisé|ne souhaite pas répondre|prefiero no decirlo|prefiro não dizer|preferisco non dirlo|zeg ik liever niet'
        .split('|')
        .map(genderForm),
    ),
);

/** Whether an answer keeps the gender to itself, so that nothing is left out. */
export const isGenderUnsaid = (text: string): boolean =>
  text.length <= LONGEST && unsaid().has(genderForm(text));

import { normalized } from './text.ts';

/**
 * ISO 3166-1: each alpha-3 code with its alpha-2 code behind it. `Intl` knows names and alpha-2 only.
 *
 * @see https://www.iso.org/iso-3166-country-codes.html
 */
const ALPHA_3 = [
  'ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI',
  'BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT',
  'BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU',
  'CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET',
  'FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR',
  'GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR',
  'IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB',
  'LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH',
  'MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE',
  'NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL',
  'PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ',
  'SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC',
  'TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY',
  'USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW',
];

/** Common names of a country besides those in `Intl`; compared after `squash`. */
const COMMON: Readonly<Record<string, string>> = {
  TW: '타이완|roc|republic of china|republic of china taiwan|taiwan province of china|taiwan china|chinese taipei|formosa|中華民國|中华民国|中國台灣|中国台湾|中国台湾省|台湾省|台湾|台灣|臺灣|台灣省|台灣地區|台湾中国|台灣中國|臺灣地區|taiwan region|タイワン',
  CN: 'prc|people s republic of china|mainland china|china mainland|中華人民共和國|中华人民共和国|中國大陸|中国大陆|大陸|大陆|内地|內地|中国内地|中國內地',
  HK: 'hong kong china|china hong kong|hong kong sar|hksar|香港|中國香港|中国香港|香港特區|香港特区|香港特別行政區|香港特别行政区|ホンコン|ホンコン特別行政区',
  MO: 'macau|macao|macau china|macao china|china macau|macau sar|macao sar|澳門|澳门|中國澳門|中国澳门|澳門特別行政區',
  US: 'amerika|vereinigte staaten von amerika|usa|u s|u s a|us of a|america|united states of america|the states|estados unidos|ee uu|eeuu|états unis|美國|美国|米国|アメリカ|アメリカ合衆国|미국|mỹ|hoa kỳ',
  GB: 'uk|u k|great britain|britain|england|scotland|wales|northern ireland|united kingdom of great britain and northern ireland|英國|英国|イギリス|英格蘭|영국',
  KR: 'south korea|korea|korea south|republic of korea|korea republic of|rok|s korea|rep of korea|republic of korea south|南韓|韓國|韩国|南韩|大韓民國|大韩民国|韓国|대한민국|한국',
  KP: 'north korea|dprk|korea north|democratic people s republic of korea|korea democratic people s republic of|北韓|朝鮮|北朝鮮',
  VN: 'viet nam|vietnam|越南|ベトナム',
  JP: 'nippon|nihon|ニッポン|ニホン|にほん|にっぽん|日本|日本國|日本国',
  NL: 'holland|the netherlands|nederland|荷蘭|荷兰|オランダ',
  SA: 'ksa|السعودية',
  AE: 'uae|u a e|emirates|阿聯|阿聯酋|阿联酋',
  RU: 'russian federation|russia|俄國|俄罗斯|俄羅斯',
  CZ: 'czech republic|czechia|česká republika|čr',
  SK: 'slovak republic|slovenská republika|slovakia',
  DE: 'bundesrepublik deutschland|brd|德國|德国',
  MK: 'macedonia|fyrom',
  SZ: 'swaziland|eswatini',
  TR: 'turkey|türkiye',
  MM: 'burma|myanmar',
  CV: 'cape verde|cabo verde',
  CI: 'ivory coast|cote d ivoire',
  TL: 'east timor',
  LA: 'lao people s democratic republic|lao pdr|laos',
  BN: 'brunei darussalam|brunei',
  IR: 'islamic republic of iran|iran islamic republic of|iran',
  SY: 'syrian arab republic|syria',
  BO: 'bolivia plurinational state of',
  VE: 'venezuela bolivarian republic of',
  MD: 'republic of moldova|moldova republic of',
  TZ: 'united republic of tanzania|tanzania united republic of',
  FM: 'federated states of micronesia|micronesia federated states of',
  CD: 'democratic republic of congo|republic of congo kinshasa|dr congo|drc|congo the democratic republic of the|democratic republic of the congo|congo kinshasa',
  CG: 'congo|republic of the congo|congo brazzaville',
  VA: 'vatican|holy see|vatican city state',
  PS: 'palestine|state of palestine|palestine state of',
  IE: 'eire|republic of ireland',
  AU: '澳洲|澳大利亞|澳大利亚',
  NZ: '紐西蘭|新西蘭|新西兰|纽西兰',
  SG: '新加坡|星加坡|シンガポール',
  MY: '馬來西亞|马来西亚|大馬',
  TH: 'ประเทศไทย|泰國|泰国|タイ',
  ID: '印尼|印度尼西亞|印度尼西亚',
  PH: '菲律賓|菲律宾|pilipinas',
};

/** Languages of the shops' customers: every country by its name in each, earlier ones first where two names are alike. */
const LANGUAGES =
  'en zh-Hant zh-Hant-HK zh-Hans ja ko de fr es it pt nl vi th id ms fil ru pl tr ar hi sv';

/** Not countries, though `Intl` has a name for them. */
const NO_COUNTRY = new Set([
  'EU',
  'EZ',
  'UN',
  'QO',
  'XA',
  'XB',
  'ZZ',
  'CP',
  'DG',
  'IC',
  'EA',
  'AC',
  'TA',
]);

/** No name of a country has more characters, also with a code or a flag. */
const LONGEST = 200;

/**
 * A country as its ISO 3166-1 alpha-2 code. It is read from a code of two or three letters, from a flag, or from a
 * name. Names may be in English, Chinese, Japanese, the country's own and other languages.
 *
 * @returns `undefined` where no country is meant, or two are.
 */
export function readCountry(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const flag = /^\s*([\u{1F1E6}-\u{1F1FF}]{2})\s*$/u.exec(text)?.[1];
  const plain = flag === undefined ? normalized(text, 'NFKC').trim() : lettersOf(flag);
  if (/^[A-Z]{2}$/i.test(plain)) return codeOf(plain.toUpperCase());
  // Not `Nga`, which is Russia in Vietnamese.
  const code = /^(?:[A-Z]{3}|[a-z]{3})$/.test(plain) ? alpha2Of(plain.toUpperCase()) : undefined;
  return code ?? nameOf(plain) ?? ofParts(plain) ?? nameOf(plain.replace(FORMAL, ''));
}

/** `Kingdom of Thailand`, `Republic of Singapore`. Formal names that would mean another country are in `COMMON`. */
const FORMAL =
  /^(?:(?:the )?(?:federal |islamic )?(?:republic|kingdom|commonwealth|sultanate|principality|grand duchy) of (?:the )?|ประเทศ|สาธารณรัฐ|(?:república|repubblica|republik|republika|reino|royaume|königreich|république) (?:de(?:l| la| los)?|du|des|di|d')? ?)/iu;

const codeOf = (code: string): string | undefined => {
  if (code === 'UK') return 'GB';
  return codes().has(code) ? code : undefined;
};

const alpha2Of = (alpha3: string): string | undefined =>
  ALPHA_3.join(' ')
    .split(' ')
    .find((both) => both.startsWith(alpha3))
    ?.slice(3);

/** `Taiwan (R.O.C.)`, `台灣 Taiwan`, `TW - Taiwan`: every part that names a country has to name the same one. */
function ofParts(text: string): string | undefined {
  const parts = text
    .split(
      /[()[\]/|,:;–—-]|(?<=[\p{Script=Han}\p{Script=Hangul}])\s+|\s+(?=[\p{Script=Han}\p{Script=Hangul}\u{1F1E6}-\u{1F1FF}])|(?<=[\u{1F1E6}-\u{1F1FF}]{2})/u,
    )
    .filter((part) => /[\p{L}\u{1F1E6}-\u{1F1FF}]/u.test(part));
  if (parts.length < 2) return undefined;
  const found = parts.map((part) => readCountry(part));
  const [first] = found;
  return first !== undefined && found.every((one) => one === first) ? first : undefined;
}

const lettersOf = (flag: string): string =>
  flag.replaceAll(/./gu, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0x1_f1_e6 + 0x41),
  );

/** The surest and cheapest comes first. The names in one language take a few milliseconds to collect. */
function nameOf(text: string): string | undefined {
  const key = squash(text);
  if (key === '') return undefined;
  for (const [at, collect] of STEPS.entries()) {
    tables[at] ??= new Map([...collect()].map(([name, code]) => [squash(name), code]));
    const code = tables[at].get(key);
    if (code !== undefined) return code;
  }
  return undefined;
}

let known: ReadonlySet<string> | undefined;

/** Every code that `Intl` names in English; a code without a name comes back as undefined. */
function codes(): ReadonlySet<string> {
  if (known) return known;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const all = letters.flatMap((a) => letters.map((b) => `${a}${b}`));
  known = new Set(all.filter((code) => !NO_COUNTRY.has(code) && isCurrent(code, english)));
  return known;
}

/** `Intl` replaces codes of countries that are gone (`SU`, `DD`) by those of today. */
const isCurrent = (code: string, english: Intl.DisplayNames): boolean =>
  english.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;

/** The names of one step, each with its code. */
type Collect = () => Iterable<readonly [string, string]>;

const tables: ReadonlyMap<string, string>[] = [];

const STEPS: readonly Collect[] = [commonNames, ...LANGUAGES.split(' ').map(namesIn), ownNames];

function* commonNames(): Generator<readonly [string, string]> {
  for (const [code, list] of Object.entries(COMMON)) {
    for (const name of list.split('|')) yield [name, code];
  }
}

function namesIn(language: string): Collect {
  return function* names() {
    const styles = (['short', 'long'] as const).map((style) => namer(language, style));
    for (const name of styles) for (const code of codes()) yield* name(code);
  };
}

/** Of each country in its own language. */
function* ownNames(): Generator<readonly [string, string]> {
  for (const code of codes())
    yield* namer(new Intl.Locale(`und-${code}`).maximize().language)(code);
}

function namer(
  language: string,
  style: 'long' | 'short' = 'long',
): (code: string) => readonly (readonly [string, string])[] {
  const names = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'none' });
  return (code) => {
    const name = names.of(code);
    return name === undefined ? [] : [[name, code]];
  };
}

/** Without case, accents, spaces, punctuation, `the` and `&`. */
const squash = (name: string): string =>
  normalized(
    normalized(name, 'NFKD')
      .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, '')
      .toLowerCase()
      .replaceAll('&', ' and ')
      .replace(/^the /, ''),
    'NFC',
  ).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');

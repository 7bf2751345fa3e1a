import { decode } from 'html-entities';
import { RejectedError } from '../../event/errors.ts';
import type { StoreSource } from '../../generated/types.ts';
import { type Answer, isAnswered } from './answer.ts';
import { referencesOf } from './field-references.ts';
import { normalized } from '../../event/text.ts';

/** An answer, and the place in the signup that it belongs to. */
export interface Match {
  /** As in a store's `fields`: `email`, `consent.email`, `addresses.0.city`. */
  readonly path: string;
  readonly answer: Answer;
  /** Why: the store's `fields`, the name of the field, or its type. */
  readonly rule: 'fields' | 'name' | 'type';
}

/**
 * Which answer goes where. The store's `fields` win. A path that they name is read from there only. An answer that they
 * use is used for nothing else. Then common names, then e-mail, phone and birthday by type.
 *
 * @throws RejectedError `invalid_delivery` when one of the `fields` names several answers of the form.
 */
export function matchAnswers(
  answers: readonly Answer[],
  given: StoreSource['fields'] = {},
): readonly Match[] {
  const fields = referencesOf(given);
  const used = new Set<Answer>();
  const configured = Object.entries(fields).flatMap(([path, ref]): readonly Match[] => {
    const answer = named(answers, ref, path);
    if (answer) used.add(answer);
    const meant = answer ?? optionOf(answers, ref, path, used);
    return meant === undefined ? [] : [{ path, answer: meant, rule: 'fields' }];
  });
  const free = answers.filter((answer) => isAnswered(answer) && !used.has(answer));
  const taken = new Set(Object.keys(fields));
  const defaults = [...byName(free), ...byType(free)].filter(({ path }) => {
    const isFree = !taken.has(path);
    taken.add(path);
    return isFree;
  });
  return [...configured, ...defaults];
}

/** `q8=SMS` is the question `q8` as far as `SMS` was chosen there. Names and options may hold a `=` themselves. */
function optionOf(
  answers: readonly Answer[],
  ref: string,
  path: string,
  used: Set<Answer>,
): Answer | undefined {
  for (let at = ref.lastIndexOf('='); at > 0; at = ref.lastIndexOf('=', at - 1)) {
    const answer = named(answers, ref.slice(0, at), path);
    if (answer === undefined) continue;
    used.add(answer);
    const option = titleOf(ref.slice(at + 1));
    const texts = answer.texts.filter((text) => titleOf(text) === option);
    const { typed: _, unnamedOptions: __, ...chosen } = answer;
    return { ...chosen, kind: 'boxes', texts, isNamedOption: true };
  }
  return undefined;
}

/** A title for comparison. People and tools write the same title with other white space, or other code points. */
const titleOf = (text: string): string =>
  normalized(decode(text), 'NFC').replaceAll(/\s+/g, ' ').trim();

/** A form tool has at most four ways to name a field. */
const RANKS = [0, 1, 2, 3];

/** The tool's own reference decides before a label, which a form may use twice. */
function named(answers: readonly Answer[], ref: string, path: string): Answer | undefined {
  const title = titleOf(ref);
  if (title === '') return undefined;
  for (const rank of RANKS) {
    const alike = answers.filter(({ refs }) => titleOf(refs[rank] ?? '') === title);
    const exact = alike.filter(({ refs }) => refs[rank] === ref);
    const found = exact.length === 1 ? exact : alike;
    if (found.length > 1) {
      const detail = `the form has ${found.length} fields of the name that the source's \`fields\` give for "${path}"; use the tool's key, then replay`;
      throw new RejectedError('invalid_delivery', detail);
    }
    if (found[0]) return found[0];
  }
  return undefined;
}

const byName = (answers: readonly Answer[]): readonly Match[] =>
  answers.flatMap((answer) => {
    const paths = answer.names.map(pathOfName);
    const path = paths.find((one) => one !== undefined);
    return path === undefined ? [] : [{ path, answer, rule: 'name' as const }];
  });

const byType = (answers: readonly Answer[]): readonly Match[] =>
  answers.flatMap((answer) => {
    const path = pathOfType(answer);
    return path === undefined ? [] : [{ path, answer, rule: 'type' as const }];
  });

/** A date by itself may be any date. */
function pathOfType({ kind, names }: Answer): string | undefined {
  if (kind === 'email' || kind === 'phone') return kind;
  return kind === 'date' && names.some(namesBirthday) ? 'birthday' : undefined;
}

/**
 * What forms commonly call their fields, by path into the signup. Compared without case, spaces and punctuation, so
 * `first_name`, `First name` and `firstName` are one. Birthdays are here and not taken by type: a date may be any date.
 * A consent has to name both its channel and what it is: `newsletter` or `marketing` alone says too little.
 */
const NAMES: Readonly<Record<string, string>> = {
  email:
    'email mail emailaddress eemail 電子郵件 電子信箱 電子郵件地址 電郵 信箱 邮箱 电子邮件 电子邮箱 メール メールアドレス eメール 이메일 correo',
  phone:
    'phone tel mobile cell telephone cellphone mobilephone phonenumber mobilenumber telephonenumber 手機 手機號碼 電話 電話號碼 行動電話 聯絡電話 手机 手机号 手机号码 电话 电话号码 電話番号 携帯電話 携帯番号 전화번호 휴대폰 휴대폰번호',
  'phone.callingCode':
    'phonecountrycode phonecode countrycallingcode callingcode dialcode diallingcode dialingcode phoneprefix phonecountry isdcode 國碼 国码 國際碼 國際冠碼 電話國碼 手機國碼 国番号 국가번호',
  name: 'name fullname 姓名 名字 全名 名前 氏名 이름 성함',
  firstName: 'firstname givenname fname forename',
  lastName: 'lastname familyname lname surname 姓氏',
  birthday:
    'birthday bday birthdate dateofbirth dob birth 生日 出生日期 出生年月日 生年月日 誕生日 생일 생년월일',
  gender: 'gender sex 性別 性别 성별',
  'addresses.0.line1':
    'address addressline1 address1 addrline1 streetaddress street 地址 住址 住所 通訊地址 주소',
  'addresses.0.line2': 'addressline2 address2 addrline2',
  'addresses.0.city': 'city town addresslevel2 城市 縣市 도시',
  'addresses.0.province': 'province state region addresslevel1 省份 都道府県',
  'addresses.0.postalCode':
    'postalcode postcode zip zipcode postal 郵遞區號 邮政编码 邮编 郵便番号 우편번호',
  'addresses.0.countryCode': 'country countrycode 國家 国家',
  'addresses.0.company': 'company organization organisation companyname 公司',
  'consent.email':
    'consentemail emailconsent consentemailmarketing emailmarketingconsent acceptsemailmarketing emailoptin optinemail',
  'consent.sms':
    'consentsms smsconsent consentsmsmarketing smsmarketingconsent acceptssmsmarketing smsoptin optinsms',
};

const PATHS = new Map(
  Object.entries(NAMES).flatMap(([path, names]) => names.split(' ').map((name) => [name, path])),
);

/** Parts of a date question's name that make its answer a birthday. */
const BIRTHDAY = /birth|bday|生日|出生|誕生|生年月日|생일|생년/;

/** `Your e-mail`, `contact-phone`, `請輸入您的生日`, `お名前`. */
const POLITE = /^(?:please|enter|your|customer|contact|請|请|輸入|输入|填寫|填写|您|你|的|お)+/;

/** The path that a field of this name commonly means; `undefined` for names that mean nothing here. */
function pathOfName(name: string): string | undefined {
  const squashed = squash(name);
  return PATHS.get(squashed) ?? PATHS.get(squashed.replace(POLITE, ''));
}

/** Whether a date question of this name asks for a birthday. */
const namesBirthday = (name: string): boolean => BIRTHDAY.test(squash(name));

const squash = (name: string): string =>
  normalized(name, 'NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

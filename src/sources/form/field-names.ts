import { normalized } from '../../event/text.ts';

/**
 * What forms commonly call their fields, by path into the signup. Compared without case, spaces and punctuation, so
 * `first_name`, `First name` and `firstName` are one. Birthdays are here and not taken by type: a date may be any date.
 * A consent has to name both its channel and what it is: `newsletter` or `marketing` alone says too little.
 */
const NAMES: Readonly<Record<string, string>> = {
  email:
    'email mail emailaddress eemail 電子郵件 電子信箱 電子郵件地址 電郵 信箱 邮箱 电子邮件 电子邮箱 メール メールアドレス eメール 이메일 correo',
  phone:
    'phone tel mobile cell telephone cellphone mobilephone phonenumber mobilenumber telephonenumber contactnumber 手機 手機號碼 電話 電話號碼 行動電話 聯絡電話 手机 手机号 手机号码 电话 电话号码 電話番号 携帯電話 携帯番号 전화번호 휴대폰 휴대폰번호',
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
export function pathOfName(name: string): string | undefined {
  const squashed = squash(name);
  return PATHS.get(squashed) ?? PATHS.get(squashed.replace(POLITE, ''));
}

/** A longer name of a field means nothing, in characters: the configuration can name at most 500. */
export const LONGEST_NAME = 1_000;

/** A field of a group that says nothing of itself: `customer[email]`, `form_fields[email]`. */
const WRAPPED =
  /^(?:customer|contact|user|person|member|subscriber|signup|form|form_fields|fields|data)[.[]([^.[\]]+)\]?$/i;

/** The names of a form's field: its own, and the one inside its group. */
export const namesOf = (name: string): readonly string[] => [name, WRAPPED.exec(name)?.[1] ?? ''];

/** Whether a date question of this name asks for a birthday. */
export const namesBirthday = (name: string): boolean => BIRTHDAY.test(squash(name));

const squash = (name: string): string =>
  normalized(name, 'NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

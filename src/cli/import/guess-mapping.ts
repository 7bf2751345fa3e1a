import { normalized } from '../../event/text.ts';
import { pathOfName } from '../../sources/form/field-names.ts';
import { NO_WORDS, YES_WORDS } from '../../sources/form/consent-words.ts';
import { UsageError } from '../usage-error.ts';
import { CONSENT_CHANNELS, type Mapping, quoted } from './mapping.ts';

/** Names of columns in exports beside those of forms, by path. Compared without case, spaces and punctuation. */
const NAMES: Readonly<Record<string, string>> = {
  email:
    'emailaddress1 primaryemail useremail 電子郵箱 聯絡電郵 會員電郵 顧客電郵 顧客email 会員メールアドレス',
  phone:
    'smsphonenumber smsphone mobileno phoneno 手機電話 流動電話 手提電話 會員手機 顧客手機 行動電話號碼 携帯電話番号 携帯',
  name: 'customername membername 顧客名稱 顧客姓名 會員姓名 會員名稱 客戶姓名 收件人 お名前 会員名',
  firstName: '名 名字first 名前名',
  lastName: '姓 苗字 名字sei',
  gender: '會員性別 顧客性別',
  birthday: '會員生日 顧客生日',
  locale: 'language locale preferredlanguage 語言 語系 语言 言語',
  externalId:
    'externalid memberid customerid customerno userid crmid 顧客id 會員編號 顧客編號 客戶編號 会員番号 顧客番号 会員id',
  note: 'note notes remark remarks memo customernote 備註 顧客備註 备注 備考 メモ',
  registeredAt:
    'registeredat registrationdate joindate joinedat signupdate membersince memberregisteredat createdat customersince 註冊日期 註冊時間 會員註冊日期 加入日期 入會日期 注册时间 登録日 登録日時 会員登録日',
  tags: 'tags tag labels customertags 標籤 顧客標籤 标签 タグ',
  'addresses.0.line1': '地址1 address1line 送貨地址 住所1',
  'addresses.0.line2': '地址2 住所2',
  'addresses.0.district': 'district 地區 區 区',
  'addresses.0.city': '城市區域 市区町村',
  'consent.email':
    'acceptsmarketing acceptmarketing marketingconsent subscribednewsletter newslettersubscription emailsubscribed emailmarketing acceptsemail subscribetoemail 接受優惠宣傳 接受電郵優惠宣傳 優惠宣傳電郵 接受電子報 訂閱電子報 電子報訂閱 接受行銷 メルマガ メルマガ購読 メルマガ配信',
  'consent.sms':
    'smssubscribed smsmarketing acceptssms subscribetosms 接受簡訊優惠宣傳 優惠宣傳簡訊 優惠宣傳sms 接受簡訊 sms配信',
  'consent.email.at':
    'emailconsentat emailconsentdate emailmarketingconsentupdatedat acceptsmarketingupdatedat marketingconsentdate newsletterdate emailoptindate 接受優惠宣傳日期 接受優惠宣傳時間 訂閱日期 訂閱時間 メルマガ登録日',
  'consent.sms.at': 'smsconsentat smsconsentdate smsmarketingconsentupdatedat smsoptindate',
  time: 'lastchanged updatedat lastupdated lastupdatedat lastmodified modifiedat 更新時間 更新日期 最後更新時間 最後更新日期 更新时间 更新日時 更新日',
};

/** Mailchimp exports the people who unsubscribed as a file of their own. It has no answers, but this date. */
const UNSUBSCRIBED_AT = 'unsubtime';

/** Mailchimp's own guess of the place, by the address of the network. */
const GUESSED_BY_MAILCHIMP: ReadonlySet<string> = new Set(['region', 'cc']);

/** Of a phone and a mobile phone, customers are found by the mobile phone. */
const MOBILE = /mobile|cell|sms|手機|手机|流動|手提|行動|携帯|휴대/i;

const PATHS = new Map(
  Object.entries(NAMES).flatMap(([path, names]) => names.split(' ').map((name) => [name, path])),
);

/** Words of a status, beside the plain words of yes and no. */
const GRANTED = ['subscribed', 'true', '1', 'v', '✓'];
const DENIED = ['unsubscribed', 'not subscribed', 'false', '0'];

/**
 * Guesses the mapping by the names of the columns. A yes is not guessed: the answers that count are listed, and can be
 * edited.
 *
 * @throws UsageError two columns have a name of one field.
 */
export function guessMapping(header: readonly string[], file: string): Mapping {
  const fields: Record<string, Mapping['fields'][string]> = {};
  const columns = new Map<string, number>();
  const isMailchimp = header.includes('LEID') && header.includes('EUID');
  for (const [at, column] of header.entries()) {
    const squashed = squash(column);
    if (squashed === UNSUBSCRIBED_AT) {
      fields['consent.email'] ??= { state: 'denied' };
      fields['consent.email.at'] = column;
      continue;
    }
    const path = PATHS.get(squashed) ?? pathOfName(column.replace(/ \(column \d+\)$/, ''));
    if (path === undefined || path === 'phone.callingCode') continue;
    if (isMailchimp && GUESSED_BY_MAILCHIMP.has(squashed)) continue;
    const first = columns.get(path);
    if (first !== undefined) {
      const [one, other] = [header[first] ?? '', column].map(
        (name) => path === 'phone' && MOBILE.test(name),
      );
      if (one === other) throw twice(file, path, [first, at], header);
      if (one) continue;
    }
    columns.set(path, at);
    fields[path] = /^consent\.\w+$/.test(path)
      ? {
          field: column,
          granted: [...plain(YES_WORDS), ...GRANTED],
          denied: [...plain(NO_WORDS), ...DENIED],
        }
      : column;
  }
  for (const channel of CONSENT_CHANNELS) {
    // Without a column of answers, a date says nothing.
    if (fields[`consent.${channel}`] === undefined) delete fields[`consent.${channel}.at`];
  }
  // A city or a country alone is no address.
  if (fields['addresses.0.line1'] === undefined) {
    for (const path of Object.keys(fields)) if (path.startsWith('addresses.')) delete fields[path];
  }
  return { fields };
}

/** The languages of the exports. A list of every language could not be read by the person who checks it. */
const plain = (words: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  ['English', 'Chinese', 'Japanese'].flatMap((language) => words[language] ?? []);

function twice(
  file: string,
  path: string,
  [first, second]: readonly [number, number],
  header: readonly string[],
): UsageError {
  const column = (at: number): string => `column ${at + 1} (${quoted(header[at] ?? '')})`;
  return new UsageError(
    `${file}, line 1: ${column(first)} and ${column(second)} both look like ${path}. Choose one in a file, { "fields": { "${path}": "…", … } }, and add --map <file>.`,
  );
}

const squash = (name: string): string =>
  normalized(name, 'NFKC')
    .toLowerCase()
    .replace(/ \(column \d+\)$/, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

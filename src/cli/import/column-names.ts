import { normalized, withoutInvisible } from '../../event/text.ts';
import { pathOfName } from '../../sources/form/field-names.ts';

/** What a column may be. */
export interface ColumnMeaning {
  /** As in a mapping: `email`, `consent.email`, `addresses.0.city`. */
  readonly path: string;
  /** Of two columns for one field, the lower rank is used: a mobile phone before the phone of an office. */
  readonly rank: number;
  /** Columns that belong together: `shipping city` and `shipping street`. */
  readonly group: string;
  /** The column says who must not be written to: its yes is a refusal. */
  readonly isRefusal?: true;
}

/** Names of columns in exports beside those of forms, by path. Compared without case, spaces and punctuation. */
const NAMES: Readonly<Record<string, string>> = {
  email:
    'emailaddress1 emailvalue email1 email1value email1address primaryemail useremail personalemail workemail homeemail businessemail emailid 電子郵箱 電子郵箱地址 電子信箱地址 聯絡電郵 聯絡信箱 會員信箱 email信箱 email帳號 邮箱地址 电子邮件地址 电子邮箱地址 联系邮箱 电邮 会員メールアドレス emailアドレス pcメールアドレス',
  phone:
    'smsphonenumber smsphone mobileno phoneno telno contactphone phone1 phone1value mobilephoneno phonemobile cellphonenumber homephone workphone businessphone officephone primaryphone phonehome phonework telephone1 手機電話 流動電話 流動電話號碼 手提電話 手提電話號碼 行動電話號碼 連絡電話 聯繫電話 市話 住家電話 公司電話 室內電話 固定電話 日間電話 联系电话 联系方式 移动电话 固定电话 携帯電話番号 携帯 電話 自宅電話番号 連絡先電話番号 会社電話番号',
  name: 'customername membername clientname contactname displayname namefull 名稱 客戶名稱 顧客名稱 會員名稱 聯絡人 聯絡人姓名 名称 客户名称 会员名称 联系人 お客様名 会員名 顧客名 氏名漢字',
  firstName:
    '名 名字first 名前名 お名前名 氏名名 first given givennames namefirst contactfirstname',
  lastName:
    '姓 苗字 名字sei 名前姓 お名前姓 氏名姓 last family familynames namelast contactlastname',
  gender: 'genderidentity',
  birthday: 'birthdayyyyymmdd birthdaymmdd 國曆生日 西元生日 出生年月 生日日期',
  locale: 'language locale preferredlanguage languagecode 語言 語系 偏好語言 语言 言語 言語設定',
  externalId:
    'externalid memberid memberno membernumber customerid customerno customernumber customercode userid crmid referenceid squarecustomerid contactid shoplinecustomerid 會員編號 會員id 會員代碼 顧客編號 客戶編號 客戶代號 客戶id 用戶id 会员编号 会员id 客户编号 客户id 用户id 会員番号 顧客番号 お客様番号 会員コード 顧客コード',
  note: 'note notes remark remarks memo comments customernote internalnote 備註 備註欄 備忘 備考 备注 メモ ショップ用メモ欄 コメント',
  registeredAt:
    'registeredat registrationdate registrationtime registereddate dateregistered registered joindate joinedat joined datejoined signupdate signedupat signup membersince memberregisteredat createdat created createddate datecreated createdate creationdate createdon dateadded addedat customersince profilecreatedon 註冊日 註冊日期 註冊時間 加入日期 加入時間 入會日 入會日期 入會時間 建立時間 建立日期 创建时间 创建日期 注册时间 注册日期 加入时间 入会时间 登録日 登録日時 会員登録日 会員登録日時 入会日 作成日 作成日時',
  tags: 'tags tag customertags tagnames 標籤 標記 标签 タグ',
  'addresses.0.line1':
    'streetaddress1 street1 addressstreet addressfull fulladdress address1line address1street streetline1 詳細地址 完整地址 聯絡地址 送貨地址 地址1 街道 街道地址 详细地址 通讯地址 联系地址 住所1 番地 丁目番地 町名番地',
  'addresses.0.line2':
    'streetaddress2 street2 address1extendedaddress streetline2 apartment suite 地址2 地址二 住所2 建物名 マンション名 建物名部屋番号',
  'addresses.0.district': 'district suburb 地區 區 区 行政區 鄉鎮市區 鄉鎮區 区县',
  'addresses.0.city': 'address1city cityname 城市區域 縣市別 市 都市 市区町村 所在城市',
  'addresses.0.province':
    'address1region stateprovince stateregion provincestate stateorprovince 省 省市 州 州省 都道府県名',
  'addresses.0.provinceCode': 'provincecode statecode regioncode 省份代碼',
  'addresses.0.postalCode':
    'address1postalcode zippostalcode postalzipcode postalzip zippostal 郵政編碼 郵遞區碼 邮政编码邮编',
  'addresses.0.countryCode':
    'address1country countryregion countryorregion 國家地區 國家代碼 国家地区 国家代码 国 国名',
  'addresses.0.company': 'organizationname organization1name businessname 公司名稱 公司名称 会社名',
  'consent.email':
    'acceptsmarketing acceptmarketing marketingconsent marketingoptin subscribednewsletter newslettersubscription newslettersubscribed subscribetonewsletter newsletter emailsubscribed emailsubscription emailsubscriptionstatus emailsubscriptionstate emailmarketingstatus emailmarketingsubscription emailmarketing acceptsemail acceptemail subscribetoemail optedintoemail optedinemail allowemail edm 接受優惠宣傳 接受電郵優惠宣傳 優惠宣傳電郵 接受電子報 接收電子報 訂閱電子報 電子報訂閱 電子報 電子報訂閱狀態 接受行銷 接受行銷訊息 接受行銷郵件 接受edm 接收edm 訂閱edm 訂閱電郵 接受營銷 订阅邮件 接受营销 接受邮件营销 邮件订阅 邮件订阅状态 接受市场营销 订阅电子报 メルマガ メルマガ購読 メルマガ配信 メルマガ受信 メルマガ送付 メールマガジン メールマガジン購読',
  'consent.sms':
    'smssubscribed smssubscription smssubscriptionstatus smsmarketing smsmarketingstatus acceptssms acceptsms subscribetosms allowsms 接受簡訊優惠宣傳 優惠宣傳簡訊 優惠宣傳sms 接受簡訊 接收簡訊 訂閱簡訊 簡訊訂閱 接受短訊 接受短信 接受短信营销 短信订阅 sms配信 sms受信',
  'consent.email.at':
    'emailconsentat emailconsentdate emailconsenttime emailconsenttimestamp emailmarketingconsentupdatedat emailmarketingconsentat emailmarketingconsentdate emailmarketingconsenttimestamp acceptsmarketingupdatedat acceptsmarketingdate marketingconsentdate marketingconsenttimestamp marketingoptindate newsletterdate newsletteroptindate emailoptindate emailoptintime emailsubscribedat emailsubscriptiondate 接受優惠宣傳日期 接受優惠宣傳時間 訂閱日期 訂閱時間 電子報訂閱日期 電子報訂閱時間 訂閱電子報日期 訂閱電子報時間 订阅时间 订阅日期 メルマガ登録日 メルマガ登録日時 メルマガ購読日',
  'consent.sms.at':
    'smsconsentat smsconsentdate smsconsenttimestamp smsmarketingconsentupdatedat smsmarketingconsentat smsmarketingconsentdate smsmarketingconsenttimestamp smsoptindate smsoptintime smssubscribedat 簡訊訂閱日期 訂閱簡訊日期 短信订阅时间',
  time: 'lastchanged updatedat lastupdated lastupdatedat lastupdate updated dateupdated updateddate lastmodified lastmodifieddate lastmodifiedat modifiedat modifieddate modifiedtime datemodified 更新時間 更新日期 修改時間 修改日期 最後更新 最後更新時間 最後更新日期 最後修改時間 最後修改日期 最後修改日 更新时间 修改时间 最后更新时间 更新日時 更新日 最終更新日 最終更新日時',
};

/** A yes in such a column is a refusal, and its no says nothing. */
const REFUSALS: Readonly<Record<string, string>> = {
  'consent.email':
    'unsubscribed unsubscribedfromallemail unsubscribedfromallemails emailunsubscribed emailoptout emailoptedout optedoutofemail hasoptedoutofemail optout optedout donotemail emailblacklisted emailblacklist emailsuppressed 取消訂閱 已取消訂閱 拒收電子報 不接收電子報 拒收郵件 退订 已退订 配信停止 メルマガ停止',
  'consent.sms':
    'smsunsubscribed smsoptout smsoptedout donotsms donottext smsblacklisted smsblacklist 拒收簡訊 不接收簡訊 拒收短信',
};

/** How such names are built, in any order, also by tools that are in no list. The names above come first. */
const KINDS: readonly (readonly [path: string, kind: RegExp])[] = [
  [
    'phone',
    /^(?:main|primary|contact|default|mobile|cell|cellular|home|work|office|business|landline|daytime|evening|sms|text)*(?:tele?phone|phone|tel|mobile|cell|handphone)(?:number|num|no|nr)?$/,
  ],
  [
    'phone',
    /^(?:主要|聯絡|聯繫|连络|联系|連絡先?|住家|公司|日間|夜間|室內|固定|行動|移动|手提|流動|携帯|自宅|会社|勤務先)*(?:電話|电话|手機|手机|携帯)(?:號碼|号码|号|番号)?$/,
  ],
  [
    'email',
    /^(?:main|primary|contact|personal|work|home|business|login|account)*e?mail(?:id|addr|adresse?|address)?$/,
  ],
  [
    'email',
    /^(?:聯絡|联系|連絡|登入|登录|個人|个人|公司|常用|主要)*(?:e?mail|電子郵件|電子信箱|電子郵箱|电子邮件|电子邮箱|電郵|电邮|信箱|邮箱|e?メール)(?:地址|位址|信箱|帳號|账号|アドレス)?$/,
  ],
  ['birthday', /^(?:國曆|西元|出生)*(?:生日|出生日期|出生年月日|生年月日|誕生日)(?:日期)?$/],
  [
    'consent.email',
    /^(?:accepts?|agrees?|allows?|receives?|wants?|subscribed?|opted|opt|in|to|for|our|the)+(?:e?mails?|newsletters?)(?:marketing|newsletters?|promotions?|offers?|updates?)*$/,
  ],
  [
    'consent.email',
    /^(?:e?mail)?(?:newsletters?|marketing)*(?:optin|optedin|subscribed|subscription|consent)(?:status|state)?$/,
  ],
  [
    'consent.email',
    /^(?:接受|接收|訂閱|订阅|收取|收到|同意)+(?:電子報|电子报|edm|電郵|电邮|邮件|郵件|電子郵件|电子邮件|e?mail)(?:優惠|优惠|行銷|行销|營銷|营销|宣傳|宣传|通知|訊息|推廣|推广)*$/,
  ],
  [
    'consent.sms',
    /^(?:sms|text)(?:marketing)?(?:optin|optedin|subscribed|subscription|consent)(?:status|state)?$/,
  ],
  [
    'consent.sms',
    /^(?:接受|接收|訂閱|订阅|收取|收到|同意)+(?:簡訊|短信|短訊|sms)(?:優惠|优惠|行銷|行销|營銷|营销|宣傳|宣传|通知|訊息|推廣|推广)*$/,
  ],
  [
    'time',
    /^(?:last|date|time|最後|最后|最終|資料|资料)*(?:updated?|modified|changed|edited|更新|修改|異動|变更)(?:at|on|date|time|timestamp|日期|時間|时间|日時|日)*$/,
  ],
  [
    'registeredAt',
    /^(?:date|time)?(?:registered|registration|joined?|signup|signedup|created?|creation|added|註冊|注册|加入|入會|入会|建立|创建|登録|作成)(?:at|on|date|time|日期|時間|时间|日時|日)+$/,
  ],
  ['registeredAt', /^date(?:registered|joined|created|added)$/],
  [
    'externalId',
    /^(?:customer|member|membership|client|crm|contact|loyalty|會員|顧客|客戶|用戶|会员|客户|用户|会員|お客様)(?:id|no|num|number|code|編號|编号|代號|代号|代碼|代码|卡號|卡号|番号|コード)$/,
  ],
];

/** When a consent was given: the name of the consent, and a word for its time. */
const ITS_TIME =
  /(?:updated|changed|collected)?(?:at|on|date|time|timestamp|日期|時間|时间|日時|日)$/;

/** Longer names are questions or notes: no kind fits, and patterns would take long. */
const LONGEST = 60;

const namesOf = (lists: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(lists).flatMap(([path, names]) => names.split(' ').map((name) => [name, path])),
  );

const PATHS = namesOf(NAMES);
const REFUSED = namesOf(REFUSALS);

/** Words before a name that say whose it is, and nothing else. */
const OWNER =
  /^(?:customer|member|client|profile|subscriber|buyer|primary|main|會員|顧客|客戶|用戶|買家|本人|会员|客户|用户|买家|会員|お客様|ご|お|是否|是否願意|願意|您的)+/;

const BILLING = 4;
const PERSON: ReadonlySet<string> = new Set(['name', 'firstName', 'lastName', 'email', 'phone']);

/** Words before a part of an address. Of two addresses the first kind is used. */
const ADDRESSES: readonly (readonly [RegExp, rank: number])[] = [
  [
    /^(?:default|primary)address|^addresscustomer|^(?:mailing|home|physical|residential|住家|通訊|聯絡)/,
    2,
  ],
  [/^(?:billing|bill|帳單|付款人|账单|請求先)/, BILLING],
  [
    /^(?:shipping|delivery|postal|ship|other|work|business|送貨|配送|收件|收貨|收货|お届け先|配送先)/,
    6,
  ],
];

/** What belongs to an address where the name of the column says so. */
const IN_ADDRESS: Readonly<Record<string, string>> = {
  firstName: 'addresses.0.firstName',
  lastName: 'addresses.0.lastName',
  phone: 'addresses.0.phone',
};

/** Text in brackets that changes nothing. Others, such as a reading in kana, make it another column. */
const REMARK =
  /[([{（【［〔]\s*(?:必填|選填|选填|非必填|必須|任意|required|optional|primary|main|default|主要|預設|西元|國曆|漢字|半角|全角|半形|全形|y{2,4}\W?m.*|西暦|e\.?g\.?.*|格式.*|例.*|mobile|cell|手機|手机|携帯|home|work|office|住家|公司|自宅|text|utc|gmt.*|iso.*)\s*[)\]}）】］〕]/giu;

const MOBILE = /mobile|cell|sms|手機|手机|流動|手提|行動|移动|携帯|휴대/;
const LANDLINE = /home|work|office|business|landline|市話|住家|公司|室內|固定|日間|夜間|自宅|会社/;

/** What a column is by its name; undefined for a name that means nothing here. */
export function columnMeaning(column: string): ColumnMeaning | undefined {
  const whole = squash(column);
  const bare = squash(normalized(column, 'NFKC').replaceAll(REMARK, ' '));
  for (const name of new Set([whole, bare])) {
    const refused = REFUSED.get(name) ?? REFUSED.get(name.replace(OWNER, ''));
    if (refused !== undefined) return { path: refused, rank: 0, group: '', isRefusal: true };
    const own = pathOf(name);
    if (own !== undefined) return { path: own, rank: rankOf(own, whole), group: '' };
  }
  for (const [pattern, rank] of ADDRESSES) {
    const [group = ''] = pattern.exec(bare) ?? [];
    const rest = pathOf(bare.slice(group.length));
    if (group === '' || rest === undefined) continue;
    // A billing address has the name and the contacts of the person.
    const isPerson = rank === BILLING && PERSON.has(rest);
    const path = isPerson ? rest : (IN_ADDRESS[rest] ?? rest);
    if (isPerson || path === 'email' || path.startsWith('addresses.'))
      return { path, rank: rank + rankOf(path, whole), group };
  }
  return undefined;
}

function pathOf(name: string): string | undefined {
  const own = name.replace(OWNER, '');
  const names = own === '' ? [name] : [name, own];
  const listed = names.flatMap((one) => PATHS.get(one) ?? pathOfName(one) ?? [])[0];
  return listed ?? names.flatMap((one) => kindOf(one) ?? consentTimeOf(one) ?? [])[0];
}

const kindOf = (name: string): string | undefined =>
  name.length > LONGEST ? undefined : KINDS.find(([, kind]) => kind.test(name))?.[0];

function consentTimeOf(name: string): string | undefined {
  const of = name.slice(0, LONGEST).replace(ITS_TIME, '');
  const path = of === name ? undefined : (PATHS.get(of) ?? pathOfName(of) ?? kindOf(of));
  return path?.startsWith('consent.') && !path.endsWith('.at') ? `${path}.at` : undefined;
}

/** Between columns that mean the same field. */
function rankOf(path: string, name: string): number {
  if (path === 'phone') return MOBILE.test(name) ? 0 : LANDLINE.test(name) ? 2 : 1;
  // A code is never misread; a name may be.
  if (path === 'addresses.0.countryCode') return /code|代碼|代码/.test(name) ? 0 : 1;
  if (path === 'registeredAt') return /creat|add|建立|创建|作成/.test(name) ? 1 : 0;
  if (path === 'name') return /display|contact|聯絡|联系/.test(name) ? 1 : 0;
  return 0;
}

/** Without case, spaces, punctuation, and the number of a column whose name is there twice. */
export const squash = (name: string): string =>
  withoutInvisible(normalized(name, 'NFKC'))
    .toLowerCase()
    .replace(/ ?\(column \d+\)$/, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

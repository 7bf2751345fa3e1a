import { describe, expect, it } from 'vitest';
import { guessMapping } from '../../../src/cli/import/guess-mapping.ts';
import { columnOf } from '../../../src/cli/import/mapping.ts';

/** `path: column`, one a line. */
function guessed(header: readonly string[]): Readonly<Record<string, string>> {
  const { mapping, twice } = guessMapping(header, 'people.csv');
  expect(twice).toBeUndefined();
  return Object.fromEntries(
    Object.entries(mapping.fields).map(([path, field]) => [path, columnOf(field) ?? 'all']),
  );
}

const EXPORTS: readonly (readonly [
  tool: string,
  header: string,
  fields: Readonly<Record<string, string>>,
])[] = [
  [
    'Shopify',
    'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags',
    {
      externalId: 'Customer ID',
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'Email',
      'consent.email': 'Accepts Email Marketing',
      'addresses.0.company': 'Default Address Company',
      'addresses.0.line1': 'Default Address Address1',
      'addresses.0.line2': 'Default Address Address2',
      'addresses.0.city': 'Default Address City',
      'addresses.0.provinceCode': 'Default Address Province Code',
      'addresses.0.countryCode': 'Default Address Country Code',
      'addresses.0.postalCode': 'Default Address Zip',
      'addresses.0.phone': 'Default Address Phone',
      phone: 'Phone',
      'consent.sms': 'Accepts SMS Marketing',
      note: 'Note',
      tags: 'Tags',
    },
  ],
  [
    'Shopify of earlier years',
    'First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Accepts Marketing,Total Spent,Tags,Note',
    {
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'Email',
      'addresses.0.company': 'Company',
      'addresses.0.line1': 'Address1',
      'addresses.0.line2': 'Address2',
      'addresses.0.city': 'City',
      'addresses.0.province': 'Province',
      'addresses.0.provinceCode': 'Province Code',
      'addresses.0.countryCode': 'Country Code',
      'addresses.0.postalCode': 'Zip',
      phone: 'Phone',
      'consent.email': 'Accepts Marketing',
      tags: 'Tags',
      note: 'Note',
    },
  ],
  [
    'Shoplazza in Simplified Chinese',
    '客户ID,名,姓,邮箱,手机号码,是否接受营销,公司,详细地址,城市,省份,国家/地区,邮编,标签,备注,创建时间,更新时间,订单总数',
    {
      externalId: '客户ID',
      firstName: '名',
      lastName: '姓',
      email: '邮箱',
      phone: '手机号码',
      'consent.email': '是否接受营销',
      'addresses.0.company': '公司',
      'addresses.0.line1': '详细地址',
      'addresses.0.city': '城市',
      'addresses.0.province': '省份',
      'addresses.0.countryCode': '国家/地区',
      'addresses.0.postalCode': '邮编',
      tags: '标签',
      note: '备注',
      registeredAt: '创建时间',
      time: '更新时间',
    },
  ],
  [
    'Klaviyo',
    'Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,Address 2,City,State / Region,Country,Zip Code,Latitude,Longitude,Source,IP Address,Email Marketing Consent,Email Marketing Consent Timestamp,SMS Marketing Consent,SMS Marketing Consent Timestamp,Profile Created On,Last Open',
    {
      email: 'Email',
      firstName: 'First Name',
      lastName: 'Last Name',
      'addresses.0.company': 'Organization',
      phone: 'Phone Number',
      'addresses.0.line1': 'Address',
      'addresses.0.line2': 'Address 2',
      'addresses.0.city': 'City',
      'addresses.0.province': 'State / Region',
      'addresses.0.countryCode': 'Country',
      'addresses.0.postalCode': 'Zip Code',
      'consent.email': 'Email Marketing Consent',
      'consent.email.at': 'Email Marketing Consent Timestamp',
      'consent.sms': 'SMS Marketing Consent',
      'consent.sms.at': 'SMS Marketing Consent Timestamp',
      registeredAt: 'Profile Created On',
    },
  ],
  [
    'Mailchimp',
    'Email Address,First Name,Last Name,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    {
      email: 'Email Address',
      firstName: 'First Name',
      lastName: 'Last Name',
      phone: 'Phone Number',
      birthday: 'Birthday',
      time: 'LAST_CHANGED',
      note: 'NOTES',
      tags: 'TAGS',
    },
  ],
  [
    'Google Contacts',
    'First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,Organization Name,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country',
    {
      firstName: 'First Name',
      lastName: 'Last Name',
      'addresses.0.company': 'Organization Name',
      birthday: 'Birthday',
      note: 'Notes',
      email: 'E-mail 1 - Value',
      phone: 'Phone 1 - Value',
      'addresses.0.line1': 'Address 1 - Street',
      'addresses.0.city': 'Address 1 - City',
      'addresses.0.province': 'Address 1 - Region',
      'addresses.0.postalCode': 'Address 1 - Postal Code',
      'addresses.0.countryCode': 'Address 1 - Country',
    },
  ],
  [
    'Outlook',
    'First Name,Last Name,E-mail Address,E-mail 2 Address,Primary Phone,Home Phone,Mobile Phone,Business Phone,Home Street,Home City,Home State,Home Postal Code,Home Country,Business Street,Business City,Birthday,Notes',
    {
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'E-mail Address',
      phone: 'Mobile Phone',
      'addresses.0.line1': 'Home Street',
      'addresses.0.city': 'Home City',
      'addresses.0.province': 'Home State',
      'addresses.0.postalCode': 'Home Postal Code',
      'addresses.0.countryCode': 'Home Country',
      birthday: 'Birthday',
      note: 'Notes',
    },
  ],
  [
    'Square',
    'Square Customer ID,First Name,Last Name,Nickname,Email Address,Phone Number,Company Name,Street Address 1,Street Address 2,City,State,Postal Code,Birthday,Memo,Creation Source,First Visit,Last Visit,Transaction Count,Email Subscription Status,Groups',
    {
      externalId: 'Square Customer ID',
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'Email Address',
      phone: 'Phone Number',
      'addresses.0.company': 'Company Name',
      'addresses.0.line1': 'Street Address 1',
      'addresses.0.line2': 'Street Address 2',
      'addresses.0.city': 'City',
      'addresses.0.province': 'State',
      'addresses.0.postalCode': 'Postal Code',
      birthday: 'Birthday',
      note: 'Memo',
      'consent.email': 'Email Subscription Status',
    },
  ],
  [
    'Lightspeed',
    'customer_code,first_name,last_name,email,phone,mobile,date_of_birth,sex,company_name,physical_address1,physical_address2,physical_suburb,physical_city,physical_postcode,physical_state,postal_address1,postal_city,customer_group_name,do_not_email,note',
    {
      externalId: 'customer_code',
      firstName: 'first_name',
      lastName: 'last_name',
      email: 'email',
      phone: 'mobile',
      birthday: 'date_of_birth',
      gender: 'sex',
      'addresses.0.line1': 'physical_address1',
      'addresses.0.line2': 'physical_address2',
      'addresses.0.district': 'physical_suburb',
      'addresses.0.city': 'physical_city',
      'addresses.0.postalCode': 'physical_postcode',
      'addresses.0.province': 'physical_state',
      'consent.email': 'do_not_email',
      note: 'note',
    },
  ],
  [
    'WooCommerce',
    'user_email,first_name,last_name,billing_first_name,billing_email,billing_phone,billing_address_1,billing_city,billing_postcode,billing_country,shipping_address_1,shipping_city,date_registered',
    {
      email: 'user_email',
      firstName: 'first_name',
      lastName: 'last_name',
      phone: 'billing_phone',
      'addresses.0.line1': 'billing_address_1',
      'addresses.0.city': 'billing_city',
      'addresses.0.postalCode': 'billing_postcode',
      'addresses.0.countryCode': 'billing_country',
      registeredAt: 'date_registered',
    },
  ],
  [
    'a till in Taiwan',
    '會員編號,會員姓名,性別,手機號碼(必填),市話,電子郵件,生日（西元）,縣市,鄉鎮市區,地址,郵遞區號,訂閱電子報,入會日期,最後消費日,累積點數,備註欄',
    {
      externalId: '會員編號',
      name: '會員姓名',
      gender: '性別',
      phone: '手機號碼(必填)',
      email: '電子郵件',
      birthday: '生日（西元）',
      'addresses.0.city': '縣市',
      'addresses.0.district': '鄉鎮市區',
      'addresses.0.line1': '地址',
      'addresses.0.postalCode': '郵遞區號',
      'consent.email': '訂閱電子報',
      registeredAt: '入會日期',
      note: '備註欄',
    },
  ],
  [
    'a shop in Japan',
    '会員番号,お名前（姓）,お名前（名）,お名前（フリガナ・姓）,メールアドレス,電話番号,携帯電話番号,郵便番号,都道府県,市区町村,住所1,性別,生年月日,メルマガ購読,メルマガ登録日,会員登録日,最終更新日時,備考',
    {
      externalId: '会員番号',
      lastName: 'お名前（姓）',
      firstName: 'お名前（名）',
      email: 'メールアドレス',
      phone: '携帯電話番号',
      'addresses.0.postalCode': '郵便番号',
      'addresses.0.province': '都道府県',
      'addresses.0.city': '市区町村',
      'addresses.0.line1': '住所1',
      gender: '性別',
      birthday: '生年月日',
      'consent.email': 'メルマガ購読',
      'consent.email.at': 'メルマガ登録日',
      registeredAt: '会員登録日',
      time: '最終更新日時',
      note: '備考',
    },
  ],
  [
    'HubSpot',
    'Record ID - Contact,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,Unsubscribed from all email,Create Date,Last Modified Date',
    {
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'Email',
      phone: 'Mobile Phone Number',
      'consent.email': 'Unsubscribed from all email',
      registeredAt: 'Create Date',
      time: 'Last Modified Date',
    },
  ],
  [
    'Salesforce',
    'Salutation,First Name,Last Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Fax,Mobile,Email,Birthdate,Email Opt Out,Created Date,Last Modified Date',
    {
      firstName: 'First Name',
      lastName: 'Last Name',
      'addresses.0.line1': 'Mailing Street',
      'addresses.0.city': 'Mailing City',
      'addresses.0.province': 'Mailing State/Province',
      'addresses.0.postalCode': 'Mailing Zip/Postal Code',
      'addresses.0.countryCode': 'Mailing Country',
      phone: 'Mobile',
      email: 'Email',
      birthday: 'Birthdate',
      'consent.email': 'Email Opt Out',
      registeredAt: 'Created Date',
      time: 'Last Modified Date',
    },
  ],
  [
    'EasyStore',
    'Email,First_Name,Last_Name,Phone,Birthdate,Gender,Accepts_Marketing,Credit_Balance,Group_Name,Address_Customer_First_Name,Address_Customer_Phone,Address_Customer_Address 1,Address_Customer_City,Address_Customer_Zip,Address_Customer_Country,Address_Customer_Country_Code,Note',
    {
      email: 'Email',
      firstName: 'First_Name',
      lastName: 'Last_Name',
      phone: 'Phone',
      birthday: 'Birthdate',
      gender: 'Gender',
      'consent.email': 'Accepts_Marketing',
      'addresses.0.firstName': 'Address_Customer_First_Name',
      'addresses.0.phone': 'Address_Customer_Phone',
      'addresses.0.line1': 'Address_Customer_Address 1',
      'addresses.0.city': 'Address_Customer_City',
      'addresses.0.postalCode': 'Address_Customer_Zip',
      'addresses.0.countryCode': 'Address_Customer_Country_Code',
      note: 'Note',
    },
  ],
  [
    'a spreadsheet with full-width letters and spaces',
    '﻿ Ｅ－ＭＡＩＬ　Ａｄｄｒｅｓｓ , ＰＨＯＮＥ　（Ｍｏｂｉｌｅ）,Phone (Work), full   NAME ,Date-of-Birth (YYYY/MM/DD),E-Mail Opt-In,Email Consent Date',
    {
      email: '﻿ Ｅ－ＭＡＩＬ　Ａｄｄｒｅｓｓ ',
      phone: ' ＰＨＯＮＥ　（Ｍｏｂｉｌｅ）',
      name: ' full   NAME ',
      birthday: 'Date-of-Birth (YYYY/MM/DD)',
      'consent.email': 'E-Mail Opt-In',
      'consent.email.at': 'Email Consent Date',
    },
  ],
];

describe('guessMapping', () => {
  it.each(EXPORTS)('reads an export of %s', (_, header, fields) => {
    expect(guessed(header.split(','))).toEqual(fields);
  });

  it.each([
    ['Email', 'E-mail Address', 'email'],
    ['手機號碼', '行動電話', 'phone'],
    ['住家電話', '公司電話', 'phone'],
    ['Email', 'Email (column 2)', 'email'],
    ['生日', 'Birthday', 'birthday'],
    ['Accepts Email Marketing', 'Email Opt Out', 'consent.email'],
    ['更新時間', 'Last Modified', 'time'],
  ])('asks which: %s or %s', (one, other, path) => {
    const { mapping, twice } = guessMapping([one, 'x', other], 'people.csv, line 1');
    expect(twice).toBe(
      `people.csv, line 1: column 1 (“${one}”) and column 3 (“${other}”) both look like ${path}. Which one is it?`,
    );
    expect(mapping.fields).not.toHaveProperty([path]);
  });

  it.each([
    ['Contact E-mail', 'email'],
    ['登入信箱', 'email'],
    ['联系邮箱地址', 'email'],
    ['Daytime Telephone No.', 'phone'],
    ['聯絡手機號碼', 'phone'],
    ['Subscribed to Newsletter', 'consent.email'],
    ['Newsletter Opt-In', 'consent.email'],
    ['是否願意接收電子報', 'consent.email'],
    ['接受短信营销', 'consent.sms'],
    ['Date Modified', 'time'],
    ['資料異動日期', 'time'],
    ['Registration Date', 'registeredAt'],
    ['Loyalty No', 'externalId'],
    ['會員卡號', 'externalId'],
  ])('reads a name that no list has: %s', (column, path) => {
    const others = path === 'email' ? [] : ['E-mail'];
    expect(guessed([...others, column])).toMatchObject({ [path]: column });
  });

  it.each([
    ['Newsletter', 'Newsletter Opt-In Time'],
    ['Accepts Email Marketing', 'Accepts Email Marketing Updated At'],
    ['接收電子報', '接收電子報時間'],
    ['Email Subscription Status', 'Email Subscription Date'],
  ])('reads the date of a consent: %s, %s', (column, date) => {
    expect(guessed(['E-mail', column, date])).toMatchObject({
      'consent.email': column,
      'consent.email.at': date,
    });
  });

  it('reads a yes in a column of refusals as a refusal, and its no as nothing', () => {
    const { fields } = guessMapping(['Email', 'Email Opt Out'], 'people.csv').mapping;
    expect(fields['consent.email']).not.toHaveProperty('granted');
    expect(fields['consent.email']).toMatchObject({
      denied: expect.arrayContaining(['yes', 'true', '1']) as unknown,
    });
  });

  it.each(['退訂', '退订', '不訂閱', 'opted-out', 'opted out', 'suppressed', '아니요', '수신거부'])(
    'counts "%s" as a refusal',
    (answer) => {
      const { fields } = guessMapping(['Email', 'Accepts Marketing'], 'people.csv').mapping;
      expect(fields['consent.email']).toMatchObject({
        denied: expect.arrayContaining([answer]) as unknown,
      });
    },
  );

  it.each([
    'Never Subscribed',
    'not subscribed',
    'pending',
    'unknown',
    'NEVER_SUBSCRIBED',
    'cleaned',
  ])('counts "%s" neither as a yes nor as a no', (answer) => {
    const { fields } = guessMapping(['Email', 'Accepts Marketing'], 'people.csv').mapping;
    expect(JSON.stringify(fields['consent.email']).toLowerCase()).not.toContain(
      `"${answer.toLowerCase()}"`,
    );
  });

  it.each(['Status', 'Marketing', 'SMS', 'Username', 'MEMBER_RATING', 'Fax', 'フリガナ', '收件人'])(
    'does not guess what "%s" is',
    (column) => {
      expect(guessed(['Email', column])).toEqual({ email: 'Email' });
    },
  );
});

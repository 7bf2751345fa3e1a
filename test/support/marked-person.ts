import { anEvent } from './an-event.ts';

type Json = Readonly<Record<string, unknown>>;

/** A person whose every value can be recognised in any output. */
export interface MarkedPerson {
  readonly email: string;
  readonly phone: string;
  readonly customer: Json;
  readonly consent: Json;
  /** The event's own identifiers, with the e-mail in them. */
  readonly event: { readonly id: string; readonly source: string };
}

/** Part of every text of a marked person, in any letter case. */
export const MARK = 'qzmark';
export const BIRTHDAY = '1987-06-05';
/** The token of the sandbox shops: as secret as the person. */
export const TOKEN = 'sandbox-token';

/** @param n 0 to 99; makes unique contacts. */
export function markedPerson(n: number): MarkedPerson {
  const email = `Qzmark.Mail${n}@qzmark-host.example`;
  const phone = `+8869876543${String(n).padStart(2, '0')}`;
  return {
    email,
    phone,
    customer: {
      email,
      phone,
      name: 'Qzmarkfull Qzmarkname',
      firstName: 'Qzmarkfirst',
      lastName: 'Qzmarklast',
      gender: 'female',
      birthday: BIRTHDAY,
      locale: 'zh-hant',
      externalId: `qzmark-crm-${n}`,
      note: 'Qzmark said: call me\nQZMARK NOTE',
      tags: ['qzmarktag'],
      addresses: [
        {
          firstName: 'Qzmarkgiven',
          lastName: 'Qzmarkfamily',
          phone,
          line1: '7 Qzmark Road',
          line2: 'Qzmark Building',
          district: 'Qzmark District',
          city: 'Qzmark City',
          province: 'Qzmark Province',
          provinceCode: 'QZMARK',
          postalCode: 'QZMARK1',
          countryCode: 'TW',
          company: 'Qzmark Ltd',
          default: true,
        },
      ],
    },
    consent: { email: { state: 'granted', text: `I, Qzmark (${email}), agree` } },
    event: { id: `join-${email}`, source: `/forms/${encodeURIComponent(email)}` },
  };
}

/** The whole signup of a person as sent to the queue. */
export function markedEvent(
  { customer, consent, event }: MarkedPerson,
  data: Json,
  parts: Json = {},
): string {
  return JSON.stringify({
    ...anEvent({ ...event, data: { customer, consent, ...data } }),
    ...parts,
  });
}

/** Parts of marked persons, or the token, in a text: in any letter case, also percent-encoded or separated. */
export function leaksIn(text: string): readonly string[] {
  const plain = `${text}\n${decoded(decoded(text))}`.toLowerCase();
  const joined = plain.replaceAll(/[\s().+/-]/g, '');
  return [
    ...(plain.match(new RegExp(`.{0,40}${MARK}.{0,20}`, 'g')) ?? []),
    ...(joined.match(/.{0,40}9876543\d\d/g) ?? []),
    ...(joined.match(/.{0,40}19870605/g) ?? []),
    ...(plain.includes(TOKEN) ? [TOKEN] : []),
    ...ENCODED_MARKS.filter((mark) => text.includes(mark)),
  ];
}

/** The mark in base64 after zero, one and two other bytes, without what these change, and in hexadecimal digits. */
const ENCODED_MARKS = [MARK, 'Qzmark'].flatMap((mark) => [
  Buffer.from(mark).toString('base64'),
  Buffer.from(`x${mark}`).toString('base64').slice(2, 9),
  Buffer.from(`xx${mark}`).toString('base64').slice(3, 10),
  Buffer.from(mark).toString('hex'),
]);

const decoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

import { isRecord } from '../../../util/is-record.ts';
import {
  COMMON_KNOB_CHECKS,
  isAmount,
  isListOf,
  isOneOf,
  type KnobChecks,
  type Knobs,
  type OmittedConsent,
  type PerChannel,
} from '../knobs.ts';
import type { ShoplineTier } from './customer.ts';

/** A custom text field of the shop's customers. */
interface ShoplineCustomField {
  readonly field_id: string;
  readonly name_translations: Readonly<Record<string, string>>;
}

export interface ShoplineKnobs extends Knobs {
  /** `exact`: `mobile_phone=` finds the stored digits only; `lenient`: it ignores leading zeros. @default 'exact' */
  readonly phoneSearch: 'exact' | 'lenient';
  /** `part`: `query` finds parts of a value; `whole`: only the whole value. @default 'part' */
  readonly querySearch: 'part' | 'whole';
  /** Upper and lower case in `query`. @default 'ignore' */
  readonly queryCase: 'ignore' | 'exact';
  /** Whether stored Taiwanese mobile numbers begin with 0. @default 'with_zero' */
  readonly phoneStored: 'with_zero' | 'without_zero' | 'as_sent';
  /**
   * `confirmed`: answers show a mobile phone and hide the contact phones; `beside`: they show both; `unconfirmed`: they
   * show the mobile phone as a contact phone, as documented until the customer has confirmed it.
   *
   * @default 'confirmed'
   */
  readonly mobilePhones: 'confirmed' | 'beside' | 'unconfirmed';
  readonly updateConsentDefault: PerChannel<OmittedConsent>;
  /** Calling codes of the shop's mobile sign-up countries; `[]` = all. @default [] */
  readonly signUpCallingCodes: readonly string[];
  /** Store credit for a create with `is_allow_welcome_credit`; 0 = the shop gives none. @default 100 */
  readonly welcomeCredit: number;
  /** Kind of the access token: a `staff` token may not PUT tags. @default 'staff' */
  readonly tokenKind: 'staff' | 'app';
  readonly tiers: readonly ShoplineTier[];
  readonly customFields: readonly ShoplineCustomField[];
}

export const SHOPLINE_KNOBS: ShoplineKnobs = {
  searchLagMs: 0,
  unique: false,
  latencyMs: 0,
  limits: [{ perSecond: 20, burst: 20 }],
  faults: [],
  duplicateAnswers: {},
  uniqueEmailCase: 'as_search',
  emailCase: 'ignore',
  emailStored: 'as_sent',
  phoneSearch: 'exact',
  phoneStored: 'with_zero',
  querySearch: 'part',
  queryCase: 'ignore',
  mobilePhones: 'confirmed',
  createStatus: 201,
  consentDefault: true,
  updateConsentDefault: false,
  nullOnUpdate: 'clears',
  emptyOnUpdate: 'clears',
  tagsOnUpdate: 'replaced',
  addressesOnUpdate: 'replaced',
  updatedAtOnUnsubscribe: true,
  headers: {},
  signUpCallingCodes: [],
  welcomeCredit: 100,
  tokenKind: 'staff',
  tiers: [
    { id: '5af400e9e38809776100002f', level: 1, name_translations: { en: 'Silver' } },
    { id: '5af400e9e388097761000030', level: 2, name_translations: { en: 'Gold' } },
  ],
  customFields: [
    { field_id: '5a72fdb0e388097fac000008', name_translations: { en: 'Shoe size' } },
    { field_id: '5a72fdb0e388097fac000009', name_translations: { en: 'Favourite colour' } },
  ],
};

const isNamed =
  (key: string) =>
  (value: unknown): boolean =>
    isRecord(value) && typeof value[key] === 'string' && isRecord(value['name_translations']);

export const SHOPLINE_KNOB_CHECKS: KnobChecks<ShoplineKnobs> = {
  ...COMMON_KNOB_CHECKS,
  phoneSearch: isOneOf('exact', 'lenient'),
  querySearch: isOneOf('part', 'whole'),
  queryCase: isOneOf('ignore', 'exact'),
  phoneStored: isOneOf('with_zero', 'without_zero', 'as_sent'),
  mobilePhones: isOneOf('confirmed', 'beside', 'unconfirmed'),
  signUpCallingCodes: isListOf((code) => typeof code === 'string'),
  welcomeCredit: isAmount,
  tokenKind: isOneOf('staff', 'app'),
  tiers: isListOf(isNamed('id')),
  customFields: isListOf(isNamed('field_id')),
};

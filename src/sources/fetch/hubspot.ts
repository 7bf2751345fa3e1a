import { RejectedError } from '../../event/errors.ts';
import { asRecord, parseRecord } from '../../util/is-record.ts';
import { referencesOf } from '../form/field-references.ts';
import { type Fetched, type Fetcher, forAll } from './fetcher.ts';

/** HubSpot's own properties, by path into the signup. */
export const PROPERTIES: Readonly<Record<string, string>> = {
  email: 'email',
  phone: 'phone',
  firstName: 'firstname',
  lastName: 'lastname',
  gender: 'gender',
  birthday: 'date_of_birth',
  locale: 'hs_language',
  'addresses.0.line1': 'address',
  'addresses.0.city': 'city',
  'addresses.0.province': 'state',
  'addresses.0.postalCode': 'zip',
  'addresses.0.countryCode': 'country',
  'addresses.0.company': 'company',
};

/** Whether the contact opted out of all e-mail. */
export const OPT_OUT = 'hs_email_optout';

/**
 * The batch read of HubSpot's contacts: one call for many. It leaves out contacts that do not exist. With the history of a
 * property it takes at most 50; fewer keep the answer short.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/batch/post-crm-v3-objects-contacts-batch-read
 */
export const hubspotFetcher: Fetcher = {
  vendor: 'HubSpot',
  baseUrl: 'https://api.hubapi.com',
  hosts: ['api.hubapi.com', 'api-eu1.hubapi.com'],
  needs: ['token'],
  limits: [{ perSecond: 10, burst: 20 }],
  perCall: 20,
  noRecord: '0',
  ifMissing: 'the address in `fetch.baseUrl` is wrong; correct it, then replay',
  request: (contacts, { fetch, config: { fields } }) => ({
    method: 'POST',
    path: '/crm/v3/objects/contacts/batch/read',
    route: '/crm/v3/objects/contacts/batch/read',
    headers: {
      authorization: `Bearer ${fetch.token ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      inputs: contacts.map((id) => ({ id })),
      properties: [
        ...new Set([...Object.values({ ...PROPERTIES, ...referencesOf(fields) }), OPT_OUT]),
      ],
      propertiesWithHistory: [OPT_OUT],
    }),
  }),
  read(text, contacts) {
    const { results } = parseRecord(text);
    if (!Array.isArray(results)) return forAll(contacts, { error: notContacts() });
    const byId = new Map(results.map((one) => [String(asRecord(one)['id']), one as unknown]));
    return new Map(
      contacts.map((id): readonly [string, Fetched] => [
        id,
        byId.has(id)
          ? { answer: JSON.stringify(byId.get(id)) }
          : { gone: 'the contact does not exist in HubSpot any more' },
      ]),
    );
  },
};

const notContacts = (): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    'HubSpot answered with something else than contacts; look at `fetch.baseUrl`, then replay',
  );

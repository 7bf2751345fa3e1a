import type { ShoplazzaSandbox } from '../../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import { createShoplazza, shoplazzaHeaders } from '../../../src/platforms/shoplazza/shoplazza.ts';
import { aShoplazzaVersion, callTo, testDigest } from '../../support/platform-fixtures.ts';
import { openShoplazzaSandbox } from '../../support/sandbox-shops.ts';
import type { OpenShop, Person } from '../contract.ts';
import { writtenAt } from '../contract/written-at.ts';

type StoredCustomer = ReturnType<ShoplazzaSandbox['customers']>[number];

/** A Shoplazza sandbox shop that listens, without rate limits. @param version of the API. */
export async function openShoplazza(
  version = '2022-01',
): Promise<OpenShop & { readonly sandbox: ShoplazzaSandbox }> {
  const sandbox = await openShoplazzaSandbox(Date.now, version);
  return {
    sandbox,
    adapterOver: (call) =>
      createShoplazza({
        call,
        digest: testDigest,
        country: 'TW',
        version: aShoplazzaVersion(version),
      }),
    callTo: (baseUrl = sandbox.baseUrl) =>
      callTo(baseUrl, shoplazzaHeaders({ accessToken: 'sandbox-token' })),
    seed: ({ email = null, phone = null, name = '', consent, tags = [] }) => {
      const [first = '', ...rest] = name.split(' ');
      return sandbox.seed({
        email,
        phone,
        contact_type: email === null ? 'phone' : 'email',
        first_name: first,
        last_name: rest.join(' '),
        accepts_marketing: consent?.email ?? false,
        accepts_sms_marketing: consent?.sms ?? false,
        tags: tags.join(', '),
      }).id;
    },
    updatesAtOnce: false,
    showsConsents: ['email', 'sms'],
    edit: (id, { consent }) => {
      sandbox.edit(id, {
        accepts_marketing: consent.email,
        accepts_sms_marketing: consent.sms,
      });
    },
    writtenAt: (id) => writtenAt(sandbox.customers(), id),
    people: () => sandbox.customers().map(toPerson),
    close: () => sandbox.close(),
  };
}

function toPerson(customer: StoredCustomer): Person {
  return {
    id: customer.id,
    email: customer.email,
    phone: customer.phone,
    name: `${customer.first_name} ${customer.last_name}`.trim(),
    consent: { email: customer.accepts_marketing, sms: customer.accepts_sms_marketing },
    tags: [customer.tags]
      .flat()
      .flatMap((text) => text.split(','))
      .flatMap((tag) => tag.trim() || []),
    addresses: customer.addresses.map((address) => address.address1),
  };
}

import type { ShoplineSandbox } from '../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { phoneParts, toE164 } from '../../../src/platforms/shared/facts.ts';
import { createShopline, shoplineHeaders } from '../../../src/platforms/shopline/shopline.ts';
import { callTo, testDigest } from '../../support/platform-fixtures.ts';
import { openShoplineSandbox } from '../../support/sandbox-shops.ts';
import type { Platform } from '../../../src/delivery/platform-port.ts';
import type { Store } from '../../../src/generated/types.ts';
import type { ShopCall } from '../../../src/platforms/shared/shop-call.ts';
import type { OpenShop, Person } from '../contract.ts';
import { writtenAt } from '../contract/written-at.ts';

type StoredCustomer = ReturnType<ShoplineSandbox['customers']>[number];

/** A SHOPLINE sandbox shop that listens, without rate limits. */
export async function openShopline(): Promise<OpenedShopline> {
  return overSandbox(await openShoplineSandbox());
}

interface OpenedShopline extends OpenShop {
  readonly sandbox: ShoplineSandbox;
  /** @param contactPhones of the store. */
  readonly adapterFor: (call: ShopCall, contactPhones?: Store['contactPhones']) => Platform;
}

/** A SHOPLINE sandbox shop that listens already. */
function overSandbox(sandbox: ShoplineSandbox): OpenedShopline {
  const adapterFor: OpenedShopline['adapterFor'] = (call, contactPhones) =>
    createShopline({ call, digest: testDigest, defaults: undefined, contactPhones });
  return {
    sandbox,
    adapterFor,
    adapterOver: (call) => adapterFor(call),
    callTo: (baseUrl = sandbox.baseUrl) =>
      callTo(baseUrl, shoplineHeaders({ accessToken: 'sandbox-token' })),
    seed: ({ email = null, phone, name = null, consent, tags = [] }) => {
      const mobile = phone ? phoneParts(phone) : undefined;
      return sandbox.seed({
        email,
        name,
        tags,
        mobile_phone: mobile?.national ?? null,
        mobile_phone_country_calling_code: mobile?.callingCode ?? null,
        is_subscribed_marketing_email: consent?.email ?? false,
        is_subscribed_marketing_sms: consent?.sms ?? false,
      }).id;
    },
    // Its answers have no twin of `is_subscribed_marketing_sms`.
    updatesAtOnce: true,
    showsConsents: ['email'],
    edit: (id, { consent }) => {
      sandbox.edit(id, {
        is_subscribed_marketing_email: consent.email,
        is_subscribed_marketing_sms: consent.sms,
      });
    },
    writtenAt: (id) => writtenAt(sandbox.customers(), id),
    people: () => sandbox.customers().map(toPerson),
    close: () => sandbox.close(),
  };
}

function toPerson(customer: StoredCustomer): Person {
  const mobile = {
    national: customer.mobile_phone ?? '',
    callingCode: customer.mobile_phone_country_calling_code ?? '',
  };
  return {
    id: customer.id,
    email: customer.email,
    phone: toE164(mobile) ?? null,
    name: customer.name ?? '',
    consent: {
      email: customer.is_subscribed_marketing_email,
      sms: customer.is_subscribed_marketing_sms,
    },
    tags: customer.tags,
    addresses: customer.delivery_addresses.map((address) => String(address['address_1'])),
  };
}

import { describeKnobs, describePlatform } from '../contract.ts';
import { openShopline } from './open-shopline.ts';

describePlatform('SHOPLINE', openShopline);

describeKnobs(
  'SHOPLINE',
  {
    emailCase: ['ignore', 'exact'],
    phoneSearch: ['exact', 'lenient'],
    querySearch: ['part', 'whole'],
    mobilePhones: ['confirmed', 'beside', 'unconfirmed'],
    createStatus: [200, 201],
    consentDefault: [true, false],
    unique: [false, true],
    // `tokenKind` is about setting all tags, a call that the relay never makes.
  },
  openShopline,
);

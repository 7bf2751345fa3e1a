import { describePlatform } from '../contract.ts';
import { openShopline } from './open-shopline.ts';

describePlatform('SHOPLINE', openShopline);

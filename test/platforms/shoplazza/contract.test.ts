import { openShoplazza } from './open-shoplazza.ts';
import { describePlatform } from '../contract.ts';

describePlatform('Shoplazza', openShoplazza);

export { createShopline } from './shopline.ts';
export { shoplineHeaders } from './shopline-headers.ts';

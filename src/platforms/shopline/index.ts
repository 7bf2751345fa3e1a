export { createShopline } from './create-shopline.ts';
export { shoplineHeaders } from './shopline-headers.ts';

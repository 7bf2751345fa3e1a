export { createShoplazza } from './create-shoplazza.ts';
export { shoplazzaHeaders } from './shoplazza-headers.ts';

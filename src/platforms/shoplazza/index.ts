export { createShoplazza } from './shoplazza.ts';
export { shoplazzaHeaders } from './shoplazza-headers.ts';

import { testPromises } from './test-promises.ts';

testPromises('shopline');

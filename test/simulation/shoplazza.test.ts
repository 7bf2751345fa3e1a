import { testPromises } from './test-promises.ts';

testPromises('shoplazza');

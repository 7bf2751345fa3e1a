import { expect, it } from 'vitest';
import { validateShoplineUpdateCustomer } from '../../../src/generated/shopline-validators.js';
import { bodyIssues } from '../../../src/platforms/shared/checks.ts';

it('a valid body breaks no rule', () => {
  expect(bodyIssues(validateShoplineUpdateCustomer, { name: 'Ada' })).toEqual([]);
});

it('every broken rule of a body is named, without its value', () => {
  const issues = bodyIssues(validateShoplineUpdateCustomer, { name: 7, memo: ['x'] });
  expect(issues.map(({ path, rule }) => [path, rule])).toEqual([
    ['/name', 'type'],
    ['/memo', 'type'],
  ]);
});

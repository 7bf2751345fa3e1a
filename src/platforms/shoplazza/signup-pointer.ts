import type { Overrides } from './overrides.ts';

/** From a pointer into a request body to a pointer into the signup that led to it. */
export function signupPointer(pointer: string, overrides: Overrides): string {
  const [, , name = '', ...rest] = pointer.split('/');
  if (name === '') return Object.keys(overrides).length > 0 ? '/shoplazza' : '/customer';
  const origin = Object.hasOwn(overrides, name) ? '/shoplazza' : '/customer';
  return [origin, name, ...rest].join('/');
}

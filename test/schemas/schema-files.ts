import { readFileSync } from 'node:fs';
import { RejectedError } from '../../src/event/errors.ts';
import type { Validator } from '../../src/generated/validators.js';
import * as shoplazza from '../../src/generated/shoplazza-validators.js';
import * as shopline from '../../src/generated/shopline-validators.js';
import * as sources from '../../src/generated/sources-validators.js';
import * as signups from '../../src/generated/signup-validators.js';
import * as stores from '../../src/generated/store-validators.js';
import * as validators from '../../src/generated/validators.js';
import { validate } from '../../src/event/validate.ts';

/** A schema file, with the keywords that the tests read. */
export interface SchemaFile {
  readonly title?: string;
  readonly description?: string;
  readonly $comment?: string;
  readonly properties?: Readonly<Record<string, SchemaFile>>;
  readonly additionalProperties?: unknown;
  readonly examples?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

export const PLATFORM_FILES = [
  'shopline/create-customer',
  'shopline/update-customer',
  'shopline/delivery-address',
  'shoplazza/create-customer',
  'shoplazza/update-customer',
  'shoplazza/create-address',
  'shoplazza/create-customer-since-2025-06',
  'shoplazza/update-customer-since-2025-06',
  'shoplazza/create-address-since-2025-06',
] as const;

export const FILES = [
  'event',
  'signup',
  'store',
  'store-signature',
  'replay',
  ...PLATFORM_FILES,
] as const;

export const readSchema = (name: string): SchemaFile =>
  JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as SchemaFile;

/** The generated validator of a schema file. */
export function validatorOf(schema: SchemaFile): Validator<unknown> {
  const all: Readonly<Record<string, Validator<unknown>>> = {
    ...validators,
    ...signups,
    ...stores,
    ...shopline,
    ...shoplazza,
    ...sources,
  };
  const validator = all[`validate${schema.title}`];
  if (!validator) throw new Error(`no validator for ${schema.title}`);
  return validator;
}

/** The broken rules of a value, as `path rule`. */
export function wrongsOf(validator: Validator<unknown>, value: unknown): readonly string[] {
  try {
    validate(validator, value, 'invalid_request', 'the body');
    return [];
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return error.issues.map(({ path, rule }) => `${path} ${rule}`.trim());
  }
}

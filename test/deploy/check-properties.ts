import type { PropertySpecs, PropertyType, Spec } from './spec.ts';
import { isObject } from './template.ts';

/** Unknown, missing and badly typed properties, each as `path: problem`. */
export function checkProperties(
  spec: Spec,
  path: string,
  given: Readonly<Record<string, unknown>>,
  known: PropertySpecs,
): readonly string[] {
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required === true && given[name] === undefined)
    .map(([name]) => `${path}.${name}: required`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    if (property === undefined) return [`${path}.${name}: unknown property`];
    return checkValue(spec, `${path}.${name}`, value, property.type);
  });
  return [...missing, ...wrong];
}

/** An intrinsic function, whose result only AWS knows. */
function isIntrinsic(value: unknown): boolean {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref|Fn::\w+)$/.test(keys[0] ?? '');
}

/** The primitive types. */
const SIMPLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  'date-time': (value) => typeof value === 'string',
  json: (value) => isObject(value) || typeof value === 'string',
  tag: (value) => isObject(value) && 'Key' in value && 'Value' in value,
  null: (value) => value === null,
  array: Array.isArray,
  map: isObject,
  ref: isObject,
};

function checkValue(
  spec: Spec,
  path: string,
  value: unknown,
  type: PropertyType,
): readonly string[] {
  if (isIntrinsic(value)) return [];
  if (type.type === 'union') return checkUnion(spec, path, value, type.types);
  if (SIMPLE[type.type]?.(value) !== true) return [`${path}: must be ${type.type}`];
  const allowed = 'allowedValues' in type ? type.allowedValues : undefined;
  if (allowed && !allowed.some((one) => one === value))
    return [`${path}: must be one of ${allowed.join(', ')}`];
  if (type.type === 'array' && Array.isArray(value))
    return value.flatMap((item, i) => checkValue(spec, `${path}[${i}]`, item, type.element));
  if (!isObject(value)) return [];
  if (type.type === 'ref')
    return checkProperties(
      spec,
      path,
      value,
      spec.get('typeDefinition', type.reference).properties,
    );
  if (type.type !== 'map') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    checkValue(spec, `${path}.${key}`, item, type.element),
  );
}

function checkUnion(
  spec: Spec,
  path: string,
  value: unknown,
  types: readonly PropertyType[],
): readonly string[] {
  const findings = types.map((type) => checkValue(spec, path, value, type));
  return findings.some((found) => found.length === 0) ? [] : (findings[0] ?? []);
}

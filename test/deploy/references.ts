import { isObject } from './template.ts';

/** A reference in a template to another part of it. */
export interface Reference {
  readonly kind: 'resource' | 'attribute' | 'condition';
  readonly name: string;
  /** Set if `kind` is `attribute`. */
  readonly attribute?: string;
}

/** Every `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Fn::If` inside a value. */
export function referencesIn(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub, 'Fn::If': choice } = value;
  const inside = Object.values(value).flatMap(referencesIn);
  if (typeof ref === 'string') return [{ kind: 'resource', name: ref }];
  if (getAtt !== undefined) return [attribute(getAtt)];
  if (sub !== undefined) return [...substitutions(sub), ...inside];
  if (Array.isArray(choice)) return [{ kind: 'condition', name: String(choice[0]) }, ...inside];
  return inside;
}

function attribute(getAtt: unknown): Reference {
  const dotted = Array.isArray(getAtt) ? getAtt.join('.') : String(getAtt);
  const dot = dotted.indexOf('.');
  return { kind: 'attribute', name: dotted.slice(0, dot), attribute: dotted.slice(dot + 1) };
}

/** `${Name}` and `${Name.Attribute}`; not `${!literal}` and not the names that the function defines. */
function substitutions(sub: unknown): readonly Reference[] {
  const [text, own] = Array.isArray(sub) ? (sub as readonly unknown[]) : [sub, {}];
  return [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !isObject(own) || !(name in own))
    .map((name) => (name.includes('.') ? attribute(name) : { kind: 'resource', name }));
}

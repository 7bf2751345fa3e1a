import { checkProperties } from './check-properties.ts';
import { checkReferences } from './check-references.ts';
import { resourceSpec, type Spec } from './spec.ts';
import type { Template } from './template.ts';

/**
 * Everything in a template that CloudFormation would refuse by its published specification. These are unknown types and
 * properties, wrong types, missing properties, dangling references, circles.
 *
 * @returns one line per finding: `Resource.Property: problem`.
 */
export function checkTemplate(spec: Spec, template: Template): readonly string[] {
  const properties = Object.entries(template.Resources).flatMap(([name, resource]) => {
    const known = resourceSpec(spec, resource.Type);
    if (known === undefined) return [`${name}: unknown type ${resource.Type}`];
    return checkProperties(spec, name, resource.Properties ?? {}, known.properties);
  });
  return [...properties, ...checkReferences(spec, template)];
}

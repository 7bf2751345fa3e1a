import { createResolver, type Resolver } from './resolve.ts';
import { isJson, type Json, type Template, type TemplateResource } from './template.ts';

/** A resource with names instead of references. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** With names instead of references. */
  readonly properties: Json;
  readonly kept: { readonly onDeletion: boolean; readonly onReplacement: boolean };
}

/** The resources of a type that the template's conditions let be. */
export type ByType = (type: string) => readonly Resource[];

/** Reads them out of a template. */
export function resourcesOf(template: Template): ByType {
  const resolver = createResolver(template);
  const all = Object.entries(template.Resources).filter(([, { Condition }]) =>
    resolver.holds(Condition),
  );
  return (type) =>
    all.flatMap(([id, resource]) =>
      resource.Type === type ? [toResource(id, resource, resolver)] : [],
    );
}

function toResource(id: string, resource: TemplateResource, { value, name }: Resolver): Resource {
  const { Properties = {}, DeletionPolicy, UpdateReplacePolicy } = resource;
  const properties = value(Properties);
  const isKept = (policy: string | undefined): boolean => /^Retain|^Snapshot/.test(policy ?? '');
  return {
    id,
    name: name(id),
    properties: isJson(properties) ? properties : {},
    kept: { onDeletion: isKept(DeletionPolicy), onReplacement: isKept(UpdateReplacePolicy) },
  };
}

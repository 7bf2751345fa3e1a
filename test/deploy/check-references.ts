import { type Reference, referencesIn } from './references.ts';
import { resourceSpec, type Spec } from './spec.ts';
import type { Template, TemplateResource } from './template.ts';

/** CloudFormation's pseudo parameters. */
const PSEUDO_PARAMETERS = new Set(
  [
    'AccountId',
    'NotificationARNs',
    'NoValue',
    'Partition',
    'Region',
    'StackId',
    'StackName',
    'URLSuffix',
  ].map((name) => `AWS::${name}`),
);

/** Dangling references, and resources that depend on each other in a circle. */
export function checkReferences(spec: Spec, template: Template): readonly string[] {
  const parts = {
    ...template.Resources,
    Outputs: template.Outputs,
    Conditions: template.Conditions,
  };
  const dangling = Object.entries(parts).flatMap(([path, part]) =>
    referencesIn(part)
      .map((reference) => problemOf(spec, template, reference))
      .filter((problem) => problem !== undefined)
      .map((problem) => `${path}: ${problem}`),
  );
  return [...dangling, ...checkHeads(template), ...checkCircles(template)];
}

function problemOf(spec: Spec, template: Template, reference: Reference): string | undefined {
  const { kind, name, attribute = '' } = reference;
  if (kind === 'condition')
    return template.Conditions?.[name] === undefined ? `no condition ${name}` : undefined;
  const resource = template.Resources[name];
  if (kind === 'resource') {
    const known = resource ?? template.Parameters?.[name] ?? PSEUDO_PARAMETERS.has(name);
    return known === false ? `nothing is called ${name}` : undefined;
  }
  if (resource === undefined) return `no resource ${name}`;
  const known = resourceSpec(spec, resource.Type)?.attributes ?? {};
  return attribute in known ? undefined : `${name} has no attribute ${attribute}`;
}

/** `DependsOn` and `Condition` of the resources themselves. */
function checkHeads({ Resources, Conditions = {} }: Template): readonly string[] {
  return Object.entries(Resources).flatMap(([path, { DependsOn = [], Condition }]) => {
    const lost = [DependsOn].flat().filter((name) => !(name in Resources));
    const problems = lost.map((name) => `${path}.DependsOn: no resource ${name}`);
    if (Condition !== undefined && !(Condition in Conditions))
      problems.push(`${path}: no condition ${Condition}`);
    return problems;
  });
}

function checkCircles({ Resources }: Template): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): readonly string[] => {
    if (way.includes(name))
      return [`circle: ${[...way.slice(way.indexOf(name)), name].join(' → ')}`];
    const resource = Resources[name];
    if (resource === undefined || done.has(name)) return [];
    const found = needs(resource).flatMap((next) => visit(next, [...way, name]));
    done.add(name);
    return found;
  };
  return Object.keys(Resources).flatMap((name) => visit(name, []));
}

const needs = ({ DependsOn = [], Properties }: TemplateResource): readonly string[] => [
  ...[DependsOn].flat(),
  ...referencesIn(Properties).map(({ name }) => name),
];

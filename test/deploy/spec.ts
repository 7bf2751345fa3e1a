import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

/** AWS's own description of every CloudFormation resource type. */
export type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type ResourceSpec = NonNullable<ReturnType<typeof resourceSpec>>;
/** The properties of a resource type, or of a type inside one. */
export type PropertySpecs = ResourceSpec['properties'];
/** The type of a property. */
export type PropertyType = PropertySpecs[string]['type'];

export { loadAwsServiceSpec as loadSpec };

/** The specification of a resource type such as `AWS::SQS::Queue`; undefined for unknown types. */
export function resourceSpec(spec: Spec, type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

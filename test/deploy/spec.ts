import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

/** AWS's own description of every CloudFormation resource type. */
export type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type ResourceSpec = NonNullable<ReturnType<typeof resourceSpec>>;
/** The properties of a resource type, or of a type inside one. */
export type PropertySpecs = ResourceSpec['properties'];
/** What a property may be. */
export type PropertyType = PropertySpecs[string]['type'];

export { loadAwsServiceSpec as loadSpec };

/** The specification of `AWS::SQS::Queue` and its like; undefined where AWS knows no such type. */
export function resourceSpec(spec: Spec, type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type)[0];
}

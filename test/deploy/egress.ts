import { expect } from 'vitest';
import { diagnose } from '../../src/cli/doctor/doctor.ts';
import { readTemplate } from '../../src/cli/doctor/template/read-template.ts';
import { checkTemplate } from './check-template.ts';
import type { Spec } from './spec.ts';
import type { Template } from './template.ts';

const VPC = { Ref: 'EgressVpc' };
const ref = (name: string) => ({ Ref: name });

/** The template without egress has none of it. */
export function expectNoEgress(template: Template): void {
  expect(JSON.stringify(template)).not.toMatch(/Egress|AWS::EC2|ec2:|VpcConfig/);
}

/** What `--param egress=fixed` adds to a template. @param open the template without it. */
export function expectFixedEgress(spec: Spec, open: Template, fixed: Template): void {
  expect(checkTemplate(spec, fixed)).toEqual([]);
  expect(diagnose(readTemplate(fixed))).toEqual([]);
  const { ConsumeLambdaFunction: consume, ...others } = withoutTimes(fixed).Resources;
  const isOwn = (name: string): boolean => name.startsWith('Egress');
  const before = withoutTimes(open).Resources;
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !isOwn(name)));
  const { ConsumeLambdaFunction: consumeBefore, ...othersBefore } = before;
  expect(rest).toEqual(othersBefore);
  expect(fixed.Outputs).toEqual({
    ...open.Outputs,
    EgressAddress: { Value: ref('EgressAddress'), Description: expect.any(String) as string },
  });

  // Only `consume` calls shops.
  expect(consume?.Properties).toEqual({
    ...consumeBefore?.Properties,
    VpcConfig: {
      SubnetIds: [ref('EgressSubnetA'), ref('EgressSubnetB')],
      SecurityGroupIds: [ref('EgressSecurity')],
    },
  });
  // Without its role's right, or without a way out, the function could not be made or could not call.
  expect(consume?.DependsOn).toEqual([
    ...[consumeBefore?.DependsOn ?? []].flat(),
    'EgressPolicy',
    'EgressRoute',
    'EgressSubnetARoutes',
    'EgressSubnetBRoutes',
  ]);

  const properties = (name: string) => fixed.Resources[name]?.Properties;
  const zone = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });
  expect(properties('EgressSubnetA')).toMatchObject({ VpcId: VPC, AvailabilityZone: zone(0) });
  expect(properties('EgressSubnetB')).toMatchObject({ VpcId: VPC, AvailabilityZone: zone(1) });
  for (const name of ['EgressSubnetA', 'EgressSubnetB', 'EgressPublicSubnet']) {
    expect(properties(name)).not.toHaveProperty('MapPublicIpOnLaunch');
    const routes = name === 'EgressPublicSubnet' ? 'EgressPublicRoutes' : 'EgressRoutes';
    expect(properties(`${name}Routes`)).toEqual({ SubnetId: ref(name), RouteTableId: ref(routes) });
  }
  // Every call leaves by the one NAT gateway, which has the one address.
  expect(properties('EgressRoute')).toEqual({
    RouteTableId: ref('EgressRoutes'),
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: ref('EgressNat'),
  });
  expect(properties('EgressNat')).toEqual({
    AllocationId: { 'Fn::GetAtt': ['EgressAddress', 'AllocationId'] },
    SubnetId: ref('EgressPublicSubnet'),
  });
  expect(properties('EgressPublicRoute')).toMatchObject({ GatewayId: ref('EgressInternet') });
  const kinds = Object.values(fixed.Resources).map(({ Type }) => Type);
  for (const kind of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::VPCEndpoint']) {
    expect(
      kinds.filter((one) => one === kind),
      kind,
    ).toHaveLength(1);
  }
  // HTTPS out, nothing in.
  expect(properties('EgressSecurity')).toMatchObject({
    VpcId: VPC,
    SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
  });
  expect(properties('EgressSecurity')).not.toHaveProperty('SecurityGroupIngress');
  expectLedgerEndpoint(fixed);
  expectInterfaceRights(fixed);
}

/** The ledger's traffic is free of charge, and the endpoint leads to no other table. */
function expectLedgerEndpoint({ Resources }: Template): void {
  expect(Resources['EgressLedger']?.Properties).toMatchObject({
    VpcEndpointType: 'Gateway',
    VpcId: VPC,
    RouteTableIds: [ref('EgressRoutes')],
    ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.dynamodb' },
  });
  const { PolicyDocument } = Resources['EgressLedger']?.Properties as unknown as Policy;
  const role = Resources['ConsumeRole']?.Properties as unknown as { Policies: readonly Policy[] };
  const keepLedger = role.Policies.flatMap(
    ({ PolicyDocument: document }) => document?.Statement ?? [],
  ).find(({ Sid }) => Sid === 'KeepLedger');
  expect(PolicyDocument?.Statement).toEqual([{ ...keepLedger, Sid: 'LedgerOnly', Principal: '*' }]);
}

interface Policy {
  readonly PolicyDocument?: {
    readonly Statement: readonly (Readonly<Record<string, unknown>> & { readonly Sid?: string })[];
  };
}

/** Lambda makes the interfaces under the function's role; the function's code may not. */
function expectInterfaceRights({ Resources }: Template): void {
  const { Roles, PolicyDocument } = Resources['EgressPolicy']?.Properties as unknown as Policy & {
    readonly Roles: unknown;
  };
  expect(Roles).toEqual([ref('ConsumeRole')]);
  const [allowed, denied] = PolicyDocument?.Statement ?? [];
  expect(allowed).toMatchObject({ Effect: 'Allow', Resource: '*' });
  expect(String(allowed?.['Action'])).toMatch(/^(?:ec2:\w+(?:,|$))+$/);
  expect(denied).toEqual({
    Sid: 'NotFromTheCode',
    Effect: 'Deny',
    Action: allowed?.['Action'],
    Resource: '*',
    Condition: {
      ArnEquals: {
        'lambda:SourceFunctionArn': {
          'Fn::Sub':
            'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:signup-relay-dev-consume',
        },
      },
    },
  });
}

/** A packaging writes its time into the keys of the zips. */
const withoutTimes = (template: Template): Template =>
  JSON.parse(JSON.stringify(template).replaceAll(/\d{13}-[\d:.TZ-]+/g, 'now')) as Template;

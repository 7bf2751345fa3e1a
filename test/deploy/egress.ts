import { beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/cli/doctor/doctor.ts';
import { readTemplate } from '../../src/cli/doctor/template/read-template.ts';
import { checkTemplate } from './check-template.ts';
import { loadSpec } from './spec.ts';
import type { Template } from './template.ts';

const PACKAGING_MS = 120_000;
const VPC = { Ref: 'EgressVpc' };
const ref = (name: string) => ({ Ref: name });
const zone = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });

interface Statement {
  readonly Sid: string;
  readonly Action: unknown;
}
interface Policy {
  readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
}

/** A packaging writes its time into the keys of the zips. */
const withoutTimes = (template: Template): Template =>
  JSON.parse(JSON.stringify(template).replaceAll(/\d{13}-[\d:.TZ-]+/g, 'now')) as Template;

/**
 * The address of the calls to the shops.
 *
 * @param packaged the template of a packaging with these words.
 */
export function describeEgress(
  template: () => Template,
  packaged: (...words: readonly string[]) => Promise<Template>,
): void {
  it('lets the calls to shops leave by any address, unless asked otherwise', () => {
    expect(JSON.stringify(template())).not.toMatch(/Egress|AWS::EC2|ec2:|VpcConfig/);
  });

  describe('with `--param egress=fixed`', () => {
    let fixed: Template;
    beforeAll(async () => {
      fixed = withoutTimes(await packaged('--param', 'egress=fixed'));
    }, PACKAGING_MS);
    const open = () => withoutTimes(template());
    const properties = (name: string) => fixed.Resources[name]?.Properties ?? {};
    const policyOf = (name: string): Policy => properties(name);

    it('the template is valid for CloudFormation, and the doctor finds nothing', async () => {
      expect(checkTemplate(await loadSpec(), fixed)).toEqual([]);
      expect(diagnose(readTemplate(fixed))).toEqual([]);
    });

    it('nothing else changes, and the address is an output', () => {
      const isOther = ([name]: readonly [string, unknown]): boolean =>
        !name.startsWith('Egress') && name !== 'ConsumeLambdaFunction';
      const othersIn = (of: Template) =>
        Object.fromEntries(Object.entries(of.Resources).filter(isOther));
      expect(othersIn(fixed)).toEqual(othersIn(open()));
      expect(fixed.Outputs).toEqual({
        ...open().Outputs,
        EgressAddress: {
          Value: ref('EgressAddress'),
          Description: 'Allow this address at the shop.',
        },
      });
    });

    it('consume, which alone calls shops, is in the network', () => {
      const { ConsumeLambdaFunction: before } = open().Resources;
      expect(properties('ConsumeLambdaFunction')).toEqual({
        ...before?.Properties,
        VpcConfig: {
          SubnetIds: [ref('EgressSubnetA'), ref('EgressSubnetB')],
          SecurityGroupIds: [ref('EgressSecurity')],
        },
      });
      // Without the right of its role, or without a way out, the function could not be made or could not call.
      expect(fixed.Resources['ConsumeLambdaFunction']?.DependsOn).toEqual([
        ...[before?.DependsOn ?? []].flat(),
        'EgressPolicy',
        'EgressRoute',
        'EgressSubnetARoutes',
        'EgressSubnetBRoutes',
      ]);
    });

    it('the private subnets are in two zones, and every call leaves by the one NAT gateway', () => {
      expect(properties('EgressSubnetA')).toMatchObject({ VpcId: VPC, AvailabilityZone: zone(0) });
      expect(properties('EgressSubnetB')).toMatchObject({ VpcId: VPC, AvailabilityZone: zone(1) });
      for (const [subnet, routes] of [
        ['EgressSubnetA', 'EgressRoutes'],
        ['EgressSubnetB', 'EgressRoutes'],
        ['EgressPublicSubnet', 'EgressPublicRoutes'],
      ] as const) {
        expect(properties(subnet)).not.toHaveProperty('MapPublicIpOnLaunch');
        const association = { SubnetId: ref(subnet), RouteTableId: ref(routes) };
        expect(properties(`${subnet}Routes`)).toEqual(association);
      }
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
      const types = Object.values(fixed.Resources).map(({ Type }) => Type);
      const paid = types.filter((type) => /NatGateway|EIP|VPCEndpoint/.test(type));
      expect(paid.toSorted()).toEqual([
        'AWS::EC2::EIP',
        'AWS::EC2::NatGateway',
        'AWS::EC2::VPCEndpoint',
      ]);
    });

    it('HTTPS leaves, and nothing comes in', () => {
      expect(properties('EgressSecurity')).toMatchObject({
        VpcId: VPC,
        SecurityGroupEgress: [
          { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' },
        ],
      });
      expect(properties('EgressSecurity')).not.toHaveProperty('SecurityGroupIngress');
    });

    it('the ledger is reached free of charge, by an endpoint that leads to no other table', () => {
      expect(properties('EgressLedger')).toMatchObject({
        VpcEndpointType: 'Gateway',
        VpcId: VPC,
        RouteTableIds: [ref('EgressRoutes')],
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.dynamodb' },
      });
      const { Policies = [] } = properties('ConsumeRole') as { Policies?: readonly Policy[] };
      const allowed = Policies.flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? []);
      const keepLedger = allowed.find(({ Sid }) => Sid === 'KeepLedger');
      expect(policyOf('EgressLedger').PolicyDocument?.Statement).toEqual([
        { ...keepLedger, Sid: 'LedgerOnly', Principal: '*' },
      ]);
    });

    it('Lambda may make the network interfaces, and the code of the function may not', () => {
      expect(properties('EgressPolicy')).toMatchObject({ Roles: [ref('ConsumeRole')] });
      const [allowed, denied] = policyOf('EgressPolicy').PolicyDocument?.Statement ?? [];
      expect(allowed).toMatchObject({ Effect: 'Allow', Resource: '*' });
      expect([allowed?.Action].flat().join()).toMatch(/^ec2:\w+(?:,ec2:\w+)*$/);
      const ownArn =
        'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:signup-relay-dev-consume';
      expect(denied).toEqual({
        Sid: 'NotFromTheCode',
        Effect: 'Deny',
        Action: allowed?.Action,
        Resource: '*',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': ownArn } } },
      });
    });
  });

  it(
    'takes no third value for `egress`',
    async () => {
      await expect(packaged('--param', 'egress=fxied')).rejects.toThrow('Command failed');
    },
    PACKAGING_MS,
  );
}

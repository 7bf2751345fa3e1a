import { beforeAll, describe, expect, it } from 'vitest';
import { checkTemplate } from './check-template.ts';
import { loadSpec, type Spec } from './spec.ts';
import type { TemplateResource } from './template.ts';

const queue = (Properties: Readonly<Record<string, unknown>>): TemplateResource => ({
  Type: 'AWS::SQS::Queue',
  Properties,
});
const policy = (Properties: Readonly<Record<string, unknown>>): TemplateResource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties,
});
const table = (TimeToLiveSpecification: unknown): TemplateResource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    TimeToLiveSpecification,
  },
});
const document = { PolicyDocument: {}, Queues: [{ Ref: 'Q' }] };
const getAtt = (name: string, attribute: string) => ({ 'Fn::GetAtt': [name, attribute] });
const redrive = (target: string) => ({
  RedrivePolicy: { deadLetterTargetArn: getAtt(target, 'Arn'), maxReceiveCount: 3 },
});

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec();
});

describe('checkTemplate', () => {
  it('finds no problem in a valid template', () => {
    const Resources = {
      Q: queue({ VisibilityTimeout: 180, SqsManagedSseEnabled: true, ...redrive('D') }),
      D: queue({ QueueName: { 'Fn::Sub': '${AWS::StackName}-dead-${!literal}' } }),
      P: policy({ ...document, Queues: [{ Ref: 'Q' }, { Ref: 'D' }] }),
      T: table({ AttributeName: 'expiresAt', Enabled: true }),
    };
    const Outputs = { Url: { Value: { 'Fn::Sub': '${Q.QueueUrl}' } } };
    expect(checkTemplate(spec, { Resources, Outputs })).toEqual([]);
  });

  it.each<{ name: string; Q: TemplateResource; found: string }>([
    {
      name: 'an unknown type',
      Q: { Type: 'AWS::SQS::Queu' },
      found: 'Q: unknown type AWS::SQS::Queu',
    },
    {
      name: 'an unknown property',
      Q: queue({ VisibilityTimeoutt: 180 }),
      found: 'Q.VisibilityTimeoutt: unknown property',
    },
    {
      name: 'an unknown property further inside',
      Q: table({ AttributeName: 'expiresAt', Enabled: true, On: true }),
      found: 'Q.TimeToLiveSpecification.On: unknown property',
    },
    {
      name: 'a missing property further inside',
      Q: table({ AttributeName: 'expiresAt' }),
      found: 'Q.TimeToLiveSpecification.Enabled: required',
    },
    {
      name: 'a missing property',
      Q: policy({ Queues: ['q'] }),
      found: 'Q.PolicyDocument: required',
    },
    {
      name: 'a number as text',
      Q: queue({ VisibilityTimeout: '180' }),
      found: 'Q.VisibilityTimeout: must be integer',
    },
    {
      name: 'one value where a list belongs',
      Q: policy({ ...document, Queues: 'q' }),
      found: 'Q.Queues: must be array',
    },
    {
      name: 'a value outside the closed list',
      Q: { Type: 'AWS::Lambda::Function', Properties: { RecursiveLoop: 'Stop' } },
      found: 'Q.RecursiveLoop: must be one of Allow, Terminate',
    },
    {
      name: 'a Ref to nothing',
      Q: queue({ QueueName: { Ref: 'X' } }),
      found: 'Q: nothing is called X',
    },
    { name: 'a GetAtt of nothing', Q: queue(redrive('X')), found: 'Q: no resource X' },
    {
      name: 'an attribute that does not exist',
      Q: policy({ ...document, PolicyDocument: { Resource: getAtt('Q', 'Arn') } }),
      found: 'Q: Q has no attribute Arn',
    },
    {
      name: 'a Sub of nothing',
      Q: queue({ QueueName: { 'Fn::Sub': ['${own}-${X}', { own: 'q' }] } }),
      found: 'Q: nothing is called X',
    },
    {
      name: 'a dependency on nothing',
      Q: { ...queue({}), DependsOn: 'X' },
      found: 'Q.DependsOn: no resource X',
    },
    {
      name: 'an unknown condition',
      Q: { ...queue({}), Condition: 'X' },
      found: 'Q: no condition X',
    },
    {
      name: 'an unknown condition of Fn::If',
      Q: queue({ DelaySeconds: { 'Fn::If': ['X', 1, 2] } }),
      found: 'Q: no condition X',
    },
    { name: 'a circle', Q: queue(redrive('Q')), found: 'circle: Q → Q' },
  ])('finds $name', ({ Q, found }) => {
    expect(checkTemplate(spec, { Resources: { Q } })).toContainEqual(
      expect.stringContaining(found),
    );
  });

  it('finds a circle over several resources', () => {
    const Resources = {
      A: queue(redrive('B')),
      B: { ...queue({}), DependsOn: ['C'] },
      C: queue(redrive('A')),
    };
    expect(checkTemplate(spec, { Resources })).toEqual(['circle: A → B → C → A']);
  });
});

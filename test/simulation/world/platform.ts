import {
  type Fact,
  type Fitted,
  type Hit,
  type Platform,
  PlatformError,
  type Shown,
} from '../../../src/delivery/platform-port.ts';
import { HttpError } from '../../../src/http/http.ts';
import { GONE, silence } from '../../../src/platforms/shared/answers.ts';
import { stampOf } from '../../../src/platforms/shared/facts.ts';
import type { ShopCall } from '../../../src/platforms/shared/shop-call.ts';
import * as shoplazza from '../../../src/platforms/shoplazza/answers.ts';
import * as shopline from '../../../src/platforms/shopline/answers.ts';
import type { NormalSignup } from '../../../src/event/signup.ts';
import type { ShopRequest } from './shop.ts';

const ROUTES = {
  find: { method: 'GET', route: '/find' },
  create: { method: 'POST', route: '/create' },
  read: { method: 'GET', route: '/read' },
  update: { method: 'PUT', route: '/update' },
  addTags: { method: 'PATCH', route: '/addTags' },
} as const;

type Ask = (request: Omit<ShopRequest, 'token'>) => Promise<unknown>;

/** Each operation is one call; the real platform's own table gives the verdict. */
function askWith(name: Platform['name'], call: ShopCall): Ask {
  const judge = { shopline, shoplazza }[name];
  const asShoplazza = (operation: ShopRequest['operation']) =>
    operation === 'addTags' ? 'update' : operation;
  return async (request) => {
    const { operation } = request;
    try {
      const answer = await call({ ...ROUTES[operation], body: request });
      const verdict =
        name === 'shopline'
          ? judge.verdictOf(operation as 'find', answer)
          : judge.verdictOf(asShoplazza(operation), answer);
      if (verdict) throw new PlatformError(verdict, `${operation} answered ${answer.status}`);
      return answer.body;
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const facts = { ...ROUTES[operation], missing: GONE };
      const verdict = silence(operation, facts, error);
      throw new PlatformError(verdict, `${operation} had no answer`);
    }
  };
}

const valuesOf = (facts: readonly Fact[]): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...facts.map((fact) => (fact.kind === 'parameters' ? fact.parameters : {})));
const tagsOf = (facts: readonly Fact[]): readonly string[] =>
  facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []));

/** The port as the real adapters implement it, with simple fields. */
export function createSimulatedPlatform(name: Platform['name'], call: ShopCall): Platform {
  const ask = askWith(name, call);
  return {
    name,
    refusesDuplicates: name === 'shoplazza',
    fit,
    takesTogether: () => true,
    async find(contacts) {
      const hits: Hit[] = [];
      for (const contact of contacts) {
        const found = (await ask({ operation: 'find', contact: contact.value })) as {
          readonly hits: readonly { readonly id: string; readonly shown: Shown }[];
        };
        hits.push(...found.hits.map(({ id, shown }) => ({ id, contact, shown })));
      }
      return hits;
    },
    async read(id) {
      const { shown } = (await ask({ operation: 'read', id })) as { readonly shown: Shown };
      return shown;
    },
    async create({ facts }) {
      // SHOPLINE's create call cannot carry everything.
      const remaining = name === 'shopline' ? facts.filter(({ key }) => key === 'note') : [];
      const carried = facts.filter((fact) => !remaining.includes(fact));
      const fields = { 'consent.email': false, 'consent.sms': false, ...valuesOf(carried) };
      const created = (await ask({ operation: 'create', fields, tags: tagsOf(carried) })) as {
        readonly id: string;
        readonly updatedAt: number;
      };
      return { ...created, remaining };
    },
    async update(id, facts) {
      const fields = valuesOf(facts);
      const tags = tagsOf(facts);
      const answers: unknown[] = [];
      const send = async (request: Omit<ShopRequest, 'token'>): Promise<void> => {
        answers.push(await ask(request));
      };
      if (name === 'shoplazza' && tags.length > 0) {
        const { tags: stored } = (await ask({ operation: 'read', id, isForTags: true })) as {
          readonly tags: readonly string[];
        };
        const merged = [...new Set([...stored, ...tags])];
        await send({ operation: 'update', id, fields, tags: merged, mayReplaceTags: true });
      } else {
        if (Object.keys(fields).length > 0) await send({ operation: 'update', id, fields });
        if (tags.length > 0) await send({ operation: 'addTags', id, tags });
      }
      const { updatedAt } = (answers.at(-1) ?? {}) as { readonly updatedAt?: number };
      return { unheld: [], ...(updatedAt !== undefined && { updatedAt }) };
    },
  };
}

function fit(signup: NormalSignup): Fitted {
  const { customer, consent } = signup.data;
  const field = (key: string, value: unknown, denied = false): readonly Fact[] =>
    value === undefined
      ? []
      : [
          {
            kind: 'parameters',
            key,
            stamp: stampOf(signup, key, denied),
            parameters: { [key]: value },
          },
        ];
  const channel = (name: 'email' | 'sms'): readonly Fact[] => {
    const state = consent?.[name]?.state;
    return field(`consent.${name}`, state && state === 'granted', state === 'denied');
  };
  const tags = (customer.tags ?? []).map((tag): Fact => {
    const key = `tag:${tag}`;
    return { kind: 'tag', key, stamp: stampOf(signup, key), tag };
  });
  const facts = [
    ...(['email', 'phone', 'name', 'note'] as const).flatMap((key) => field(key, customer[key])),
    ...channel('email'),
    ...channel('sms'),
    ...tags,
  ];
  return { facts, createOnly: {}, unheld: [] };
}

import type { FastifyInstance } from 'fastify';

/** Token of the sample's private app. It is public: it works in a local run only. */
export const HUBSPOT_TOKEN = 'not-a-private-app-token';

type Properties = Readonly<Record<string, string>>;

const CONTACTS: Readonly<Record<string, Properties>> = {
  '730101': {
    email: 'liam.okafor@example.com',
    firstname: 'Liam',
    lastname: 'Okafor',
    phone: '+14155550142',
    city: 'Oakland',
    country: 'US',
    hs_email_optout: 'true',
  },
};

interface BatchRead {
  readonly inputs: readonly { readonly id: string }[];
  readonly properties: readonly string[];
  readonly propertiesWithHistory?: readonly string[];
}

/** The batch read of HubSpot's contacts, below `/hubspot`. Contacts that do not exist are left out. */
export function addHubSpot(app: FastifyInstance): void {
  app.post<{ Body: BatchRead }>(
    '/hubspot/crm/v3/objects/contacts/batch/read',
    async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${HUBSPOT_TOKEN}`)
        return reply.code(401).send({ status: 'error', category: 'INVALID_AUTHENTICATION' });
      const { inputs, properties, propertiesWithHistory = [] } = request.body;
      const results = inputs.flatMap(({ id }) => {
        const contact = CONTACTS[id];
        if (contact === undefined) return [];
        const asked = properties.flatMap((name) => (contact[name] ? [[name, contact[name]]] : []));
        const history = propertiesWithHistory.map((name) => [
          name,
          contact[name]
            ? [{ value: contact[name], timestamp: '2026-10-01T03:20:00.000Z', sourceType: 'FORM' }]
            : [],
        ]);
        return [
          {
            id,
            properties: Object.fromEntries(asked) as unknown,
            propertiesWithHistory: Object.fromEntries(history) as unknown,
            createdAt: '2026-10-01T03:19:00.000Z',
            updatedAt: '2026-10-01T03:20:00.000Z',
            archived: false,
          },
        ];
      });
      return { status: 'COMPLETE', results };
    },
  );
}

import type { FastifyInstance } from 'fastify';

/** Token of the sample page. It is public: it works in a local run only. */
export const META_TOKEN = 'not-a-page-token';

const LEADS: Readonly<Record<string, object>> = {
  '1123456789012345678': {
    id: '1123456789012345678',
    created_time: '2026-10-01T03:20:00+0000',
    field_data: [
      { name: 'full_name', values: ['Mei Chang'] },
      { name: 'email', values: ['mei.chang@example.com'] },
      { name: 'phone_number', values: ['+886912000111'] },
      { name: 'date_of_birth', values: ['05/14/1992'] },
      { name: 'favourite_tea', values: ['oolong'] },
    ],
    custom_disclaimer_responses: [{ checkbox_key: 'newsletter', is_checked: '1' }],
  },
};

/** @see https://developers.facebook.com/docs/graph-api/guides/error-handling */
const error = (code: number, subcode?: number): object => ({
  error: {
    message: 'stand-in',
    type: code === 190 ? 'OAuthException' : 'GraphMethodException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
  },
});

/** Leads of Meta's Graph API, below `/meta`. */
export function addMeta(app: FastifyInstance): void {
  app.get<{ Params: { lead: string } }>('/meta/:lead', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${META_TOKEN}`)
      return reply.code(401).send(error(190));
    const lead = LEADS[request.params.lead];
    return lead ?? reply.code(400).send(error(100, 33));
  });
}

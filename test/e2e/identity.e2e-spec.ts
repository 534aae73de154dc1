import { Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';
import { startProvider, type TestProvider } from '../support/openid-provider.js';

const AUDIENCE = 'https://desk.example/api';

describe('a desk with an OpenID provider', () => {
  let provider: TestProvider;
  let desk: TestDesk;

  beforeAll(async () => {
    provider = await startProvider([
      { id: 'ann', claims: { realm_access: { roles: ['Helpdesk', 'Sales'] } } },
      { id: 'bob', claims: {} },
      { id: 'eve', claims: { realm_access: { roles: ['Audit'] } } },
    ]);
    desk = await openDesk({
      EVIDESK_OIDC_ISSUER: provider.issuer,
      EVIDESK_OIDC_AUDIENCE: AUDIENCE,
      EVIDESK_OIDC_ROLES_CLAIM: '$.realm_access.roles',
      EVIDESK_OIDC_ROLE_MAP: 'Helpdesk=service_desk,Audit=auditor',
    });
  }, 60_000);

  afterAll(async () => {
    await desk.close();
    await provider.close();
  });

  const as = async (client: string, audience = AUDIENCE) =>
    new Client(desk.server.url, await provider.token(client, audience));

  it('S0-43 lets its people in with their roles, and writes who did what, for whom', async () => {
    const ann = await as('ann');
    const { body } = await ann.post('/v1/incidents', incidentBody(), { 'evidesk-on-behalf-of': 'user-7' }).expect(201);
    const history = await ann.get(`/v1/incidents/${body.id}/history`).expect(200);
    expect(history.body.items[0]).toMatchObject({
      actor: { id: 'ann', roles: ['service_desk'], onBehalfOf: 'user-7' },
    });
    await (await as('eve')).after(ann).get('/v1/queues').expect(200);
  });

  it('S0-43 lets nobody do what none of his roles permits', async () => {
    const { body } = await (await as('bob')).post('/v1/incidents', incidentBody()).expect(403);
    expect(body.code).toBe('auth.role-not-permitted');
    await (await as('eve')).post('/v1/incidents', incidentBody()).expect(403);
  });

  it('refuses tokens for others, and its own local ones', async () => {
    const { body } = await (await as('ann', 'https://other.example')).get('/v1/queues').expect(401);
    expect(body.code).toBe('auth.bad-token');
    const { body: local } = await (await desk.as('service_desk')).get('/v1/queues').expect(401);
    expect(local.detail).toContain('EVIDESK_ALLOW_LOCAL_TOKENS');
  });
});

describe('a desk that others can reach', () => {
  it('refuses local tokens, unless they are switched on by name', async () => {
    const closed = await openDesk({ HOST: '0.0.0.0' });
    try {
      const { body } = await (await closed.as('service_desk')).get('/v1/queues').expect(401);
      expect(body.detail).toContain('EVIDESK_ALLOW_LOCAL_TOKENS');
    } finally {
      await closed.close();
    }
    const open = await openDesk({ HOST: '0.0.0.0', EVIDESK_ALLOW_LOCAL_TOKENS: 'true' });
    try {
      await (await open.as('service_desk')).get('/v1/queues').expect(200);
    } finally {
      await open.close();
    }
  }, 60_000);
});

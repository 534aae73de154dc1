import { randomUUID } from 'node:crypto';
import { type Client, incidentBody, openDesk, type TestDesk } from '../support/desk.js';

describe('the knowledge base over HTTP (hhlc-itss)', () => {
  let desk: TestDesk;
  let l1: Client;
  let senior: Client;
  let expert: Client;
  let manager: Client;

  beforeAll(async () => {
    desk = await openDesk({ EVIDESK_PROFILE: 'hhlc-itss' });
    l1 = await desk.as('l1');
    senior = await desk.as('l2_senior');
    expert = await desk.as('l2_expert');
    manager = await desk.as('incident_manager');
  }, 60_000);

  afterAll(() => desk.close());

  const symptom = `上传失败 ${randomUUID().slice(0, 8)}`;
  const record = async (changes: object = {}): Promise<string> => {
    const { body } = await l1.post('/v1/incidents', incidentBody(changes)).expect(201);
    return body.id as string;
  };
  const step = (who: Client, path: string, body: object) => who.after(l1).after(senior).after(expert).post(path, body);

  /** An incident from its record to its resolution by the first line. */
  async function solved(changes: object): Promise<string> {
    const id = await record(changes);
    const at = `/v1/incidents/${id}`;
    await l1.post(`${at}/classification`, {}).expect(200);
    const form = { tier: 'l1', supporter: 'li', diagnosis: 'Certificate', measures: 'New certificate', resolved: true };
    await l1.post(`${at}/support-records`, form).expect(200);
    await l1.post(`${at}/resolutions`, {}).expect(200);
    await l1.post(`${at}/solutions`, { solution: 'Import the certificate of 2026' }).expect(200);
    return id;
  }

  it('S4-10 S1-20 S1-25 S1-51 from a solution to an article, approved, found and applied before escalating', async () => {
    const first = await solved({ title: 'Upload fails since Monday', symptom, affectedCi: 'Relay 9' });
    const { body: submitted } = await l1.post('/v1/knowledge', { fromIncident: first, keywords: ['证书'] }).expect(201);
    expect(submitted.number).toMatch(/^KB-\d{6}-\d{6}$/);
    const at = `/v1/knowledge/${submitted.id}`;
    const { body: draft } = await l1.get(at).expect(200);
    expect(draft).toMatchObject({
      status: 'submitted',
      title: symptom,
      draft: { symptom, affectedCi: 'Relay 9', solution: 'Import the certificate of 2026', incidents: [first] },
      uses: 0,
    });
    await manager.after(l1).get(at).expect(404);
    await step(l1, `${at}/approvals`, {}).expect(403);
    const waiting = await senior.after(l1).get('/v1/knowledge?awaitsApproval=true').expect(200);
    expect(waiting.body.items).toMatchObject([{ id: submitted.id }]);

    await step(senior, `${at}/returns`, { reason: 'For which versions?' }).expect(200);
    expect((await l1.after(senior).get(at).expect(200)).body.draft.returned).toBe('For which versions?');
    const content = {
      title: 'Upload fails: certificate',
      symptom,
      environment: 'Client 3.2 and later',
      affectedCi: 'Relay 9',
      cause: 'The certificate ran out',
      solution: 'Import the certificate of 2026, start again',
      category: 'usage_problem',
      keywords: ['证书', 'certificate'],
      incidents: [first],
      problems: [],
    };
    await step(senior, `${at}/revisions`, { ...content, note: 'Versions' }).expect(200);
    const { body: own } = await step(senior, `${at}/approvals`, {}).expect(403);
    expect(own.code).toBe('knowledge.own-article');
    await step(expert, `${at}/approvals`, { note: 'Good' }).expect(200);

    const published = await manager.after(expert).get(`/v1/knowledge/${submitted.number}`).expect(200);
    expect(published.body).toMatchObject({
      status: 'published',
      version: 1,
      published: { approvedBy: 'test-l2_expert' },
    });
    const dueInDays = (Date.parse(published.body.reviewDueAt as string) - Date.now()) / 86_400_000;
    expect(Math.round(dueInDays)).toBeGreaterThanOrEqual(364);
    expect(Math.round(dueInDays)).toBeLessThanOrEqual(366);

    const other = { title: 'Certificate of the mail server', solution: 'Ask operations' };
    const { body: second } = await step(l1, '/v1/knowledge', other).expect(201);
    await step(senior, `/v1/knowledge/${second.id}/approvals`, {}).expect(200);
    const search = (q: string) =>
      l1
        .after(senior)
        .get(`/v1/knowledge/search?q=${encodeURIComponent(q)}`)
        .expect(200);
    expect((await search('上传 CERTIFICATE')).body.items).toMatchObject([
      { id: submitted.id, words: ['上传', 'certificate'] },
      { id: second.id, words: ['certificate'] },
    ]);
    expect((await search('nothing of the kind xyzzy')).body.items).toEqual([]);

    const problem = { title: 'Relay certificates', description: 'They run out', incidents: [first] };
    const { body: opened } = await senior.post('/v1/problems', problem).expect(201);
    await expert
      .after(senior)
      .post(`/v1/problems/${opened.id}/known-errors`, { workaround: 'Send by mail' })
      .expect(200);

    const next = await record({ title: 'Can not upload', symptom: ` ${symptom}。`, affectedCi: 'relay 9' });
    const { body: matches } = await l1.after(expert).get(`/v1/incidents/${next}/matches`).expect(200);
    expect(matches.articles[0]).toMatchObject({ id: submitted.id, solution: content.solution });
    expect(matches.articles[0].reasons).toEqual(expect.arrayContaining([{ by: 'symptom' }, { by: 'ci' }]));
    expect(matches.incidents).toMatchObject([
      { id: first, solution: 'Import the certificate of 2026', reasons: [{ by: 'symptom' }, { by: 'ci' }] },
    ]);
    expect(matches.problems).toMatchObject([
      { id: opened.id, workaround: 'Send by mail', reasons: [{ by: 'incident', incident: first }] },
    ]);

    await l1.post(`/v1/incidents/${next}/links`, { kind: 'knowledge', target: submitted.number }).expect(200);
    expect((await l1.get(at).expect(200)).body.uses).toBe(1);
    const { body: history } = await desk
      .as('auditor')
      .then((auditor) => auditor.after(l1).get(`/v1/audit?about=knowledge`).expect(200));
    expect((history.items as { sentence: string }[])[0]?.sentence).toMatch(/KB-|approved/);
  });

  it('S1-25 a published article is revised into a second version, reviewed, and retired', async () => {
    const content = { title: 'Fax number', solution: '555', keywords: ['fax'], incidents: [], problems: [] };
    const { body: submitted } = await l1.post('/v1/knowledge', content).expect(201);
    const at = `/v1/knowledge/${submitted.id}`;
    await step(senior, `${at}/approvals`, {}).expect(200);
    await step(l1, `${at}/revisions`, { ...content, solution: '556' }).expect(200);
    const seen = await manager.after(l1).get(at).expect(200);
    expect(seen.body).toMatchObject({ published: { solution: '555' }, awaitsApproval: false });
    expect(seen.body.draft).toBeUndefined();
    await step(expert, `${at}/approvals`, {}).expect(200);
    await step(expert, `${at}/reviews`, { note: 'Dialled it' }).expect(200);
    const { body: versions } = await manager.after(expert).get(`${at}/versions`).expect(200);
    expect(versions.items).toMatchObject([
      { version: 1, solution: '555' },
      { version: 2, solution: '556' },
    ]);
    await step(expert, `${at}/retirements`, { reason: 'No fax any more' }).expect(200);
    await manager.after(expert).get(at).expect(404);
    expect((await manager.get('/v1/knowledge/search?q=fax').expect(200)).body.items).toEqual([]);
    expect((await senior.after(expert).get(at).expect(200)).body).toMatchObject({
      status: 'retired',
      allowedCommands: [],
    });
  });

  it('S1-20 refuses what is not complete, or names what is not there', async () => {
    const incident = await record({ title: 'Nobody solved it' });
    const { body: empty } = await l1.post('/v1/knowledge', { fromIncident: incident }).expect(400);
    expect(empty.errors).toMatchObject([
      { pointer: '/title', code: 'required' },
      { pointer: '/solution', code: 'required' },
    ]);
    const { body: none } = await l1.post('/v1/knowledge', { fromIncident: randomUUID(), title: 'x' }).expect(400);
    expect(none.errors).toMatchObject([{ pointer: '/fromIncident', code: 'unknown' }]);
    const wrong = { title: 'x', solution: 'y', category: 'nothing', incidents: [randomUUID()], problems: ['p'] };
    const { body: unknown } = await l1.post('/v1/knowledge', wrong).expect(400);
    expect((unknown.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/category',
      '/incidents/0',
      '/problems/0',
    ]);
  });
});

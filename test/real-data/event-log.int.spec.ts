import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { incidentIdOf, loadShippedMapping, type Mapping } from '@evidesk/imports';
import { ExecuteIncidentCommand } from '@evidesk/incidents';
import { StoreUnavailable } from '@evidesk/kernel';
import { NOW } from '@evidesk/testing';
import type { CommandBus } from '@nestjs/cqrs';
import { type ImportDesk, openImportDesk } from './import-desk.js';

const HEADER =
  'Case:Concept:Name,concept:name,lifecycle:transition,time:timestamp,org:resource,org:group,impact,product,organization country';
const LOG = [
  HEADER,
  '1-A,Accepted,In Progress,2010-03-31T16:59:42+01:00,Åsa,"V5 3rd",Medium,PROD582,Sverige',
  // Another case between, at the same instant.
  '1-B,Queued,Awaiting Assignment,2010-03-31T15:59:42Z,,G97,Low,PROD1,中国',
  '1-A,Accepted,Wait - User,2010-03-31T17:45:48+01:00,Åsa,V5 3rd,High,PROD582,Sverige',
  '1-A,Accepted,In Progress,2010-03-31T17:45:48+01:00,Björn,G96,High,PROD582,Sverige',
  '1-B,Accepted,Dreaming,2010-04-01T10:00:00Z,Li,G97,Low,PROD1,中国',
  '1-A,Completed,Resolved,2010-04-06T16:44:07+01:00,Björn,G96,High,PROD582,Sverige',
  '1-B,Completed,In Call,yesterday,Li,G97,Low,PROD1,中国',
  '1-A,Completed,Closed,2010-04-06T16:44:38+01:00,Björn,G96,High,PROD582,Sverige',
  '1-B,Completed,In Call,2010-04-02T08:00:00+08:00,Li,G97,Low',
  '1-C,Completed,Closed,2010-04-02T08:00:00+08:00,"Q"uote,G97,Low,PROD1,中国',
  ',Completed,Closed,2010-04-02T08:00:00+08:00,Li,G97,Low,PROD1,中国',
  '1-A,Accepted,In Progress,2010-04-07T09:00:00+01:00,Björn,G96,High,PROD582,Sverige',
  '1-A,Completed,Closed,2010-04-07T10:00:00+01:00,Björn,G96,High,PROD582,Sverige',
  '1-B,Completed,In Call,2010-04-02T09:00:00+08:00,Li,G97,Low,PROD1,中国',
].join('\r\n');

const LONGER = `${LOG}\r\n1-B,Completed,Closed,2010-04-03T09:00:00+08:00,Li,G97,Low,PROD1,中国`;

describe('an event log with activity and lifecycle', () => {
  let desk: ImportDesk;
  let mapping: Mapping;
  const bytes = (text: string) => Readable.from([Buffer.from(`\ufeff${text}`)]);
  const typesOf = async (caseId: string) => {
    const stream = `incident-${incidentIdOf('event-log', caseId)}`;
    return (await desk.events())
      .filter((event) => event.stream === stream)
      .map(({ type }) => type.slice('incident.'.length));
  };

  /** What happened in the two cases of the log, and by which rows. */
  const storyOf = async (name: string) => {
    const ids = ['1-A', '1-B'].map((caseId) => `incident-${incidentIdOf(name, caseId)}`);
    const events = await desk.events();
    return ids.map((id) =>
      events
        .filter(({ stream }) => stream === id)
        .map(({ type, metadata }) => [type, metadata.causationId?.split('#')[1], metadata.occurredAt]),
    );
  };

  beforeAll(async () => {
    desk = await openImportDesk();
    mapping = await loadShippedMapping('event-log');
  });
  afterAll(() => desk.close());

  it('goes along the edges of the process, and names what it can not take over', async () => {
    const { summary, rejected } = await desk.import(bytes(LOG), { mapping });
    expect(
      [...rejected].sort((one, other) => one.line - other.line).map((row) => [row.line, row.case, row.code]),
    ).toEqual([
      [6, '1-B', 'import.unknown-status'],
      [8, '1-B', 'import.bad-time'],
      [10, '1-B', 'import.malformed-row'],
      [11, undefined, 'import.malformed-row'],
      [12, undefined, 'import.no-case'],
      [13, '1-A', 'incident.closed'],
    ]);
    expect(summary).toMatchObject({ rows: 14, incidents: 2, rejected: 6 });
    expect(await typesOf('1-A')).toEqual([
      ...['recorded', 'assigned', 'classified', 'responded', 'escalated', 'escalated'],
      ...['priority-changed', 'put-on-hold'],
      ...['assigned', 'resumed'],
      ...['sla-warned', 'sla-warned', 'sla-breached'],
      ...['support-recorded', 'solution-implemented', 'resolved'],
      ...['solution-recorded', 'resolution-confirmed', 'closed'],
    ]);
    expect(await typesOf('1-B')).toEqual([
      ...['recorded', 'assigned', 'classified', 'responded'],
      ...['assigned', 'support-recorded', 'solution-implemented', 'resolved'],
    ]);
  });

  it('takes instants by the offsets of the text, and people and places as they are written', async () => {
    const events = await desk.events();
    const recorded = events.filter(({ type }) => type === 'incident.recorded');
    expect(
      recorded.map(({ data, metadata }) => [data['reporter'], data['reportedAt'], metadata.actor.onBehalfOf]),
    ).toEqual(
      expect.arrayContaining([
        ['Sverige', '2010-03-31T15:59:42.000Z', 'Åsa'],
        ['中国', '2010-03-31T15:59:42.000Z', undefined],
      ]),
    );
  });

  it('changes nothing when it comes again, gzipped this time', async () => {
    const { summary } = await desk.import(Readable.from([gzipSync(LOG)]), { mapping });
    expect(summary).toMatchObject({ rows: 14, incidents: 0, events: 0 });
  });

  it('goes on with a longer log', async () => {
    const { summary } = await desk.import(bytes(LONGER), { mapping });
    expect(summary).toMatchObject({ incidents: 0, events: 3 });
    expect((await typesOf('1-B')).at(-1)).toBe('closed');
  });

  it('waits for a store that is away, and loses no row', async () => {
    const log = LOG.replaceAll('1-A', '2-A').replaceAll('1-B', '2-B');
    const append = desk.eventStore.append.bind(desk.eventStore);
    let calls = 0;
    const flaky = jest.spyOn(desk.eventStore, 'append').mockImplementation(async (stream, events, expected) => {
      calls += 1;
      if (calls % 3 === 1) throw new StoreUnavailable('event-store', 1);
      const result = await append(stream, events, expected);
      // The answer is lost: the events are there.
      if (calls % 3 === 2) throw new StoreUnavailable('event-store', 1);
      return result;
    });
    const { summary } = await desk.import(bytes(log), { mapping });
    flaky.mockRestore();
    expect(summary).toMatchObject({ rows: 14, incidents: 2, rejected: 6 });
    expect(await typesOf('2-A')).toEqual(await typesOf('1-A'));
  });

  it('goes on in the middle of a row, wherever it was killed', async () => {
    const { bus } = desk.ports;
    const whole = await storyOf('event-log');
    for (let commands = 1; ; commands += 1) {
      const name = `killed-${commands}`;
      let left = commands;
      const execute = (command: Parameters<CommandBus['execute']>[0]) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('killed')) : bus.execute(command);
      };
      const ports = { ...desk.ports, bus: { execute } as unknown as CommandBus };
      const killed = await desk.import(bytes(LONGER), { mapping: { ...mapping, name }, ports, concurrency: 1 }).then(
        () => false,
        () => true,
      );
      await desk.import(bytes(LONGER), { mapping: { ...mapping, name } });
      expect(await storyOf(name)).toEqual(whole);
      if (!killed) break;
    }
  });

  it('leaves alone what someone has done since', async () => {
    const at = { occurredAt: NOW, recordedAt: NOW };
    const log = `${HEADER}\r\n3-A,Accepted,In Progress,2010-03-31T16:59:42+01:00,Li,G1,Low,P,X`;
    await desk.import(bytes(log), { mapping });
    const metadata = {
      commandId: 'human',
      correlationId: 'human',
      actor: { id: 'li', roles: ['service_desk'] },
      ...at,
    };
    const command = { type: 'AssignIncident' as const, data: { group: 'G2', reason: 'ours' }, metadata };
    await desk.ports.bus.execute(new ExecuteIncidentCommand(incidentIdOf('event-log', '3-A'), command));
    expect((await desk.import(bytes(log), { mapping })).summary.events).toBe(0);
  });

  it.each([
    ['has no header', '', 'import.empty-file'],
    ['lacks columns', 'a,b\n1,2', 'import.missing-columns'],
    ['names a column twice', `${HEADER},Time:Timestamp\n`, 'import.duplicate-column'],
  ])('refuses a file that %s', async (_what, text, code) => {
    await expect(desk.import(bytes(text), { mapping })).rejects.toMatchObject({ code });
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(desk.import(bytes(LOG), { mapping, signal: stop.signal })).rejects.toThrow('abort');
  });
});

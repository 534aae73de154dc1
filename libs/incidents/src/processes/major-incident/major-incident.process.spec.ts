import { givenProcess, history } from '@evidesk/testing';
import { by } from '../../../testing/commands.js';
import { Life, profileOf } from '../../../testing/incident-kit.js';
import { incidentEventSchemas } from '../../contract/incident-events.js';
import { majorIncident } from './major-incident.process.js';

const given = givenProcess(majorIncident);
const data = { rule: 'priority', reason: 'P1' };
function happened(type: string, metadata = {}) {
  const [event] = history('incident-i-1', [{ event: { type, data }, metadata }]);
  if (event === undefined) throw new Error('no event');
  return event;
}

describe('major-incident', () => {
  it('C25 S0-23 S1-10 has the manager told, and says by which rule it is one', () => {
    given
      .when(happened('incident.declared-major'))
      .sends({ command: 'EscalateMajor', target: 'i-1', data, key: 'EscalateMajor' });
  });

  it('C22 waits an hour where the declaration is history that is still coming in', () => {
    const metadata = { occurredAt: '2026-11-15T02:00:00.000Z', recordedAt: '2026-11-16T02:00:00.000Z' };
    given.when(happened('incident.declared-major', metadata)).schedules({
      key: 'EscalateMajor',
      target: 'i-1',
      deadlines: [
        {
          key: 'EscalateMajor',
          at: '2026-11-16T02:00:00.000Z',
          notBefore: '2026-11-16T03:00:00.000Z',
          command: 'EscalateMajor',
          data,
        },
      ],
    });
  });

  it.each(Object.keys(incidentEventSchemas).filter((type) => type !== 'incident.declared-major'))(
    'is silent at %s',
    (type) => given.when(happened(type)).silent(),
  );

  it('C25 an incident becomes a major one once: there is one thing to tell, however often it is raised', async () => {
    const life = new Life(await profileOf())
      .does('RecordIncident', { priority: 'P1' })
      .does('ChangePriority', { priority: 'P2' })
      .does('ChangePriority', { priority: 'P1' })
      .does('DeclareMajorIncident', {}, by('incident_manager'));
    const outputs = life.recorded().flatMap((event) => majorIncident.react(event, undefined));
    expect(outputs).toHaveLength(1);
  });
});

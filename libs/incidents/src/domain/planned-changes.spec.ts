import type { CompiledProfile } from '@evidesk/profiles';
import { by, command } from '../../testing/commands.js';
import { givenIncident, profileOf } from '../../testing/incident-kit.js';
import { lifeAt } from '../../testing/std-4tier-path.js';

let desk: CompiledProfile;
let given: ReturnType<typeof givenIncident>;
beforeAll(async () => {
  desk = await profileOf();
  given = givenIncident(desk);
});

const plannedChanges = { version: '1.1', memory: 16 };
const place = 'change_application (in_progress)';

describe('ApplyForChange with planned changes of a configuration item', () => {
  it('S1-34 carries item and changes to the change request', () => {
    const wish = command('ApplyForChange', { affectedCi: 'Relay 1', plannedChanges }, by('l3'));
    const [event] = given(...lifeAt(place, desk).events)
      .when(wish)
      .events();
    expect(event).toMatchObject({
      type: 'incident.change-applied-for',
      data: { affectedCi: 'Relay 1', plannedChanges },
    });
  });

  it('S1-34 S4-40 names the item that the incident affects where it names none', () => {
    const life = lifeAt(place, desk).does('CorrectDetails', { changes: { affectedCi: 'Relay 2' } }, by('l3'));
    const [event] = given(...life.events)
      .when(command('ApplyForChange', { plannedChanges }, by('l3')))
      .events();
    expect(event?.data).toMatchObject({ affectedCi: 'Relay 2', plannedChanges });
  });

  it('S1-34 is refused where neither names one', () => {
    given(...lifeAt(place, desk).events)
      .when(command('ApplyForChange', { plannedChanges }, by('l3')))
      .refused('request.invalid', { kind: 'invalid', fields: ['/affectedCi required'] });
  });
});

import type { CompiledProfile } from '@evidesk/profiles';
import { givenProjection } from '@evidesk/testing';
import { profileOf } from '../../../testing/incident-kit.js';
import { lifeAt, type Place } from '../../../testing/std-4tier-path.js';
import { queueProjection } from './queue.projection.js';

let desk: CompiledProfile;
beforeAll(async () => {
  desk = await profileOf();
});

const assigned = (place: Place) => lifeAt(place, desk).does('AssignIncident');
const loads = (...lives: readonly ReturnType<typeof assigned>[]) => {
  const events = lives.flatMap((life, index) => life.recorded(`i-${index}`, { revision: 0, position: index * 100 }));
  return Object.fromEntries(givenProjection(queueProjection)(events).sums());
};

describe('The load of an engineer', () => {
  it('S4-46 is the number of his open incidents', () => {
    expect(
      loads(
        assigned('initial_support (in_progress)'),
        assigned('second_line (pending)'),
        lifeAt('third_line (in_progress)', desk),
        assigned('first_line (in_progress)').does('AssignIncident', { engineer: 'mei' }),
      ),
    ).toEqual({ han: { open: 2 }, mei: { open: 1 } });
  });

  it('S4-46 S1-52 goes over to whom it is handed to', () => {
    const life = assigned('initial_support (in_progress)').does('RecordSupport', { owner: 'mei' });
    expect(loads(life)).toEqual({ mei: { open: 1 } });
  });

  it('S4-46 ends when it is resolved, and while it is a duplicate', () => {
    expect(loads(assigned('solution_record (resolved)'))).toEqual({});
    const duplicate = assigned('second_line (in_progress)').does('MarkDuplicate');
    expect(loads(duplicate)).toEqual({});
    expect(loads(duplicate.does('UnmarkDuplicate'))).toEqual({ han: { open: 1 } });
    expect(loads(assigned('second_line (in_progress)').does('CancelIncident'))).toEqual({});
  });
});

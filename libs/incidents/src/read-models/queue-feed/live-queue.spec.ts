import type { FeedStream } from '@evidesk/platform';
import type { QueueItem } from '../queue/queue.projection.js';
import { LiveQueue, type QueueSnapshot } from './live-queue.js';
import { type QueueId, queueIdOf } from './queue-id.js';

const item = (id: string, changes: Partial<QueueItem> = {}): QueueItem => ({
  id,
  open: true,
  number: `INC-${id}`,
  title: 'x',
  status: 'new',
  stage: 'classification',
  tier: 'service_desk',
  waitsFor: ['service_desk'],
  priority: 'P3',
  type: 'failure',
  major: false,
  reportedAt: '2026-11-16T02:00:00.000Z',
  stageSince: '2026-11-16T02:00:00.000Z',
  breached: false,
  clocks: {},
  ...changes,
});

const at = (position: number): string => String(position).padStart(4, '0');
const queueOf = (id: QueueId, snapshot: Partial<QueueSnapshot> = {}, groups?: readonly string[]) =>
  new LiveQueue(id, groups, 'tag', { items: [], position: at(1), complete: true, ...snapshot });

/** What a listener hears, without the words around it. */
function ear() {
  const heard: string[] = [];
  const listener = { offer: (frame: string) => void heard.push(...frame.trimEnd().split('\n\n')) } as FeedStream;
  const events = () =>
    heard.map((frame) => {
      const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      const data = JSON.parse(fields['data']) as { id?: string; item?: QueueItem; items?: QueueItem[] };
      return [fields['event'], data.id ?? data.item?.id ?? data.items?.map(({ id }) => id), fields['id']] as const;
    });
  return { listener, events };
}

describe('A queue that is listened to', () => {
  it.each([
    ['all', 'all'],
    ['role:l2', { dimension: 'role', value: 'l2' }],
    ['group:a:b', { dimension: 'group', value: 'a:b' }],
    ['role:', undefined],
    ['colour:red', undefined],
    ['role', undefined],
    [':x', undefined],
  ])('S2-20 %s is %j', (text, expected) => {
    expect(queueIdOf(text)).toEqual(expected);
  });

  it('S2-20 tells what enters, changes and leaves, and nothing of what stays as it is', () => {
    const queue = queueOf({ dimension: 'role', value: 'l2' });
    const { listener, events } = ear();
    queue.join(listener, undefined);
    const mine = item('a', { waitsFor: ['l2'] });
    queue.apply(at(2), [
      { id: 'a', item: mine },
      { id: 'b', item: item('b') },
    ]);
    queue.apply(at(3), [{ id: 'a', item: { ...mine } }]);
    queue.apply(at(4), [{ id: 'a', item: { ...mine, priority: 'P1' } }]);
    queue.apply(at(5), [{ id: 'a', item: { ...mine, waitsFor: ['l3'] } }]);
    queue.apply(at(6), [{ id: 'a', item: undefined }]);
    expect(events()).toEqual([
      ['queue', [], `${at(1)}.tag`],
      ['entered', 'a', `${at(2)}.tag`],
      ['changed', 'a', `${at(4)}.tag`],
      ['left', 'a', `${at(5)}.tag`],
    ]);
  });

  it('S2-20 what goes to another group leaves the queue of those who are kept to theirs', () => {
    const queue = queueOf('all', {}, ['network']);
    const { listener, events } = ear();
    queue.join(listener, undefined);
    queue.apply(at(2), [{ id: 'a', item: item('a') }]);
    queue.apply(at(3), [{ id: 'a', item: item('a', { group: 'network' }) }]);
    queue.apply(at(4), [{ id: 'a', item: item('a', { group: 'databases' }) }]);
    expect(events().map(([event]) => event)).toEqual(['queue', 'entered', 'changed', 'left']);
  });

  it('a change of several is told to its end before it counts as heard', () => {
    const queue = queueOf('all');
    const { listener, events } = ear();
    queue.join(listener, undefined);
    queue.apply(at(2), [
      { id: 'a', item: item('a') },
      { id: 'b', item: item('b') },
    ]);
    expect(events().slice(1)).toEqual([
      ['entered', 'a', undefined],
      ['entered', 'b', `${at(2)}.tag`],
    ]);
  });

  it('is resumed behind what was heard, and told anew where that is not known', () => {
    const queue = queueOf('all', { items: [item('z')] });
    queue.apply(at(2), [{ id: 'a', item: item('a') }]);
    queue.apply(at(3), [{ id: 'b', item: item('b') }]);
    const hear = (last: string | undefined) => {
      const { listener, events } = ear();
      queue.join(listener, last);
      return events().map(([event, id]) => [event, id]);
    };
    const anew = [['queue', ['z', 'a', 'b']]];
    expect(hear(`${at(2)}.tag`)).toEqual([['entered', 'b']]);
    expect(hear(`${at(3)}.tag`)).toEqual([]);
    for (const last of [undefined, `${at(2)}.other`, at(2), `${at(9)}.tag`, `${at(0)}.tag`, '.tag'])
      expect(hear(last)).toEqual(anew);
    for (let position = 4; position < 1_010; position += 1)
      queue.apply(at(position), [{ id: 'a', item: item('a', { title: String(position) }) }]);
    expect(hear(`${at(3)}.tag`)).toEqual(anew);
    expect(hear(`${at(1_008)}.tag`)).toEqual([['changed', 'a']]);
  });

  it('of a queue that is not wholly known, it tells of all that may have left', () => {
    const queue = queueOf('all', { complete: false });
    const { listener, events } = ear();
    queue.join(listener, undefined);
    queue.apply(at(2), [{ id: 'unknown', item: undefined }]);
    expect(events().at(-1)?.slice(0, 2)).toEqual(['left', 'unknown']);
  });
});

import { START } from '@evidesk/kernel';
import { newEvent } from '../../contract/harness.js';
import { logPosition, positionText, serverRevision, toEventData, toRecorded } from './mapping.js';

const HASH = 'a'.repeat(64);

describe('positions', () => {
  it('compare as strings in the order of the log, and come back as they were', () => {
    const text = positionText({ commit: 1234n, prepare: 1200n });
    expect(text).toBe('00000000000000001234-00000000000000001200');
    expect(logPosition(text as string)).toEqual({ commit: 1234n, prepare: 1200n });
    expect((text as string) < (positionText({ commit: 10_000_000_000n, prepare: 1n }) as string)).toBe(true);
    expect(START < (text as string)).toBe(true);
    expect(logPosition(START)).toBe('start');
  });

  it('are not known when the server gives none, or its largest number', () => {
    expect(positionText(undefined)).toBeUndefined();
    expect(positionText({ commit: 2n ** 64n - 1n, prepare: 2n ** 64n - 1n })).toBeUndefined();
  });

  it('of another store are refused', () => {
    expect(() => logPosition('0000000000000017')).toThrow('not a position of this event store');
  });
});

describe('revisions', () => {
  it('of a stream that is not there are "no stream"', () => {
    expect([serverRevision(-1), serverRevision(0), serverRevision(7)]).toEqual(['no_stream', 0n, 7n]);
  });
});

describe('events', () => {
  it('carry their link beside our metadata, and come back without it', () => {
    const event = newEvent({ title: '断电' });
    const data = toEventData(event, HASH);
    expect(data).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      contentType: 'application/json',
      type: event.type,
      data: event.data,
      metadata: { ...event.metadata, hash: HASH },
    });
    const logged = {
      ...data,
      streamId: 'incident-1',
      revision: 4n,
      isJson: true,
      position: { commit: 7n, prepare: 7n },
    };
    expect(toRecorded(logged)).toEqual({
      stream: 'incident-1',
      revision: 4,
      position: '00000000000000000007-00000000000000000007',
      type: event.type,
      data: event.data,
      metadata: event.metadata,
      hash: HASH,
    });
  });

  it('have one server id for the same id and content, and another for other content', () => {
    const event = newEvent();
    expect(toEventData(event, HASH).id).toBe(toEventData(event, HASH).id);
    expect(toEventData(event, HASH).id).not.toBe(toEventData(event, 'b'.repeat(64)).id);
  });

  it.each([
    ['without metadata', undefined],
    ['without a link', newEvent().metadata],
    ['without an event id', { hash: HASH }],
  ])('of others (%s) are not ours', (_, metadata) => {
    expect(toRecorded({ streamId: 's', revision: 0n, type: 't', isJson: true, data: {}, metadata })).toBeUndefined();
  });

  it('without a position show that the server is too old', () => {
    const metadata = { ...newEvent().metadata, hash: HASH };
    expect(() => toRecorded({ streamId: 's', revision: 0n, type: 't', isJson: true, data: {}, metadata })).toThrow(
      '22.6',
    );
  });
});

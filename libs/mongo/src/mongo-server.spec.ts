import { describe, expect, it } from '@jest/globals';
import { defaultsBesides } from './mongo-server.js';

describe('options of the MongoDB driver', () => {
  it('are ours where the connection string says nothing', () => {
    expect(defaultsBesides('mongodb://host:27017/evidesk?replicaSet=rs0')).toMatchObject({
      socketTimeoutMS: 20_000,
      maxPoolSize: 20,
    });
    expect(defaultsBesides('mongodb://host')).toMatchObject({ serverSelectionTimeoutMS: 3_000 });
  });

  it('are the operator’s where it does, in whatever case', () => {
    const ours = defaultsBesides('mongodb://host/?socketTimeoutms=1500&maxPoolSize=5');
    expect(Object.keys(ours).sort()).toEqual(['connectTimeoutMS', 'serverSelectionTimeoutMS', 'waitQueueTimeoutMS']);
  });
});

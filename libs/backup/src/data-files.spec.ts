import { DATA_FILES, declarationOf } from './data-files.js';

describe('DATA_FILES', () => {
  it('names each file once, and says what becomes of it', () => {
    expect(new Set(DATA_FILES.map(({ name }) => name)).size).toBe(DATA_FILES.length);
    expect(DATA_FILES.filter(({ inBackup }) => inBackup === 'kept')[0]?.name).toBe('events.db');
  });

  it.each([
    ['events.db', 'events.db'],
    ['events.db-wal', 'events.db'],
    ['views.db-shm', 'views.db'],
    ['events.db.lock-journal', 'events.db.lock'],
    ['token.key', 'token.key'],
    ['token.key-wal', undefined],
    ['notes.txt', undefined],
    ['events.db.bak', undefined],
  ])('%s is declared as %s', (entry, name) => {
    expect(declarationOf(entry)?.name).toBe(name);
  });
});

import { BackupError, translateWrite } from './errors.js';

const errorOf = (code: string) => Object.assign(new Error(`it says ${code}`), { code });

describe('translateWrite', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'])('%s is a full disk', (code) => {
    const error = translateWrite(errorOf(code), '/backups') as BackupError;
    expect([error.kind, error.code, error.message]).toEqual([
      'failed',
      'backup.disk-full',
      `there is no room left in /backups: it says ${code}`,
    ]);
  });

  it.each(['EACCES', 'EROFS', 'ENOTDIR', 'SQLITE_READONLY'])('%s is a folder that can not be written', (code) => {
    expect(translateWrite(errorOf(code), '/backups')).toMatchObject({ code: 'backup.target-unwritable' });
  });

  it.each(['EIO', 'SQLITE_IOERR', 'SQLITE_IOERR_WRITE'])('%s is a disk that fails', (code) => {
    expect(translateWrite(errorOf(code), '/backups')).toMatchObject({ code: 'backup.io' });
  });

  it('leaves others as they are', () => {
    const error = errorOf('EMFILE');
    expect(translateWrite(error, '/backups')).toBe(error);
  });
});

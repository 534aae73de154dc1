import { isPrivate } from './private-file.js';

describe('isPrivate', () => {
  it.each([
    ['one’s own, kept to oneself', 0o600, 1000, 1000, true],
    ['one’s own, read by the group', 0o640, 1000, 1000, false],
    ['root’s, read by one’s group, as a secret is handed out', 0o440, 0, 1000, true],
    ['root’s, read by everybody', 0o444, 0, 1000, false],
    ['root’s, written by the group', 0o660, 0, 1000, false],
    ['root’s own, read by the group', 0o640, 0, 0, false],
    ['root’s own', 0o600, 0, 0, true],
  ])('%s', (_, mode, uid, own, expected) => {
    expect(isPrivate({ mode, uid }, own)).toBe(expected);
  });
});

import { claimReader } from './claim-path.js';

const claims = {
  sub: 'ann',
  roles: ['l1', 'l2'],
  realm_access: { roles: ['service_desk'] },
  'https://example.com/roles': 'auditor',
  groups: [{ name: 'a' }, { name: 'b' }],
};

describe('a path to a claim', () => {
  it.each([
    ['roles', ['l1', 'l2']],
    ['$.roles', ['l1', 'l2']],
    ['$.realm_access.roles', ['service_desk']],
    ["$['https://example.com/roles']", ['auditor']],
    ['["https://example.com/roles"]', ['auditor']],
    ['$.groups[*].name', ['a', 'b']],
    ['$.groups[1].name', ['b']],
    ['$.groups.*.name', ['a', 'b']],
    ['$.nowhere.roles', []],
    ['$.roles.name', []],
    ['$.constructor', []],
  ])('%s names %j', (path, expected) => {
    expect(claimReader(path)(claims)).toEqual(expected);
  });

  it.each(['', '$', '$.', '$..roles', '$.a[?(@.b)]', '$.a[', "$['a", 'a b', '$.a'.padEnd(40, '.a')])(
    'refuses %j',
    (path) => {
      expect(() => claimReader(path)).toThrow('is no path to a claim');
    },
  );
});

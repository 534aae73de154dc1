import { savedAs } from './content-disposition.js';

describe('savedAs', () => {
  it.each([
    ['plain.txt', `attachment; filename="plain.txt"; filename*=UTF-8''plain.txt`],
    ['截图.png', `attachment; filename="__.png"; filename*=UTF-8''%E6%88%AA%E5%9B%BE.png`],
    [`it's (1)*.pdf`, `attachment; filename="it's (1)*.pdf"; filename*=UTF-8''it%27s%20%281%29%2A.pdf`],
  ])('S4-16 keeps the name %j', (name, header) => {
    expect(savedAs(name)).toBe(header);
  });

  it.each(['a"; filename="b.exe', 'a\r\nSet-Cookie: x=1', '../../etc/passwd', 'a\\b', 'half \uD800 a pair'])(
    'lets nothing out of the header: %j',
    (name) => {
      const header = savedAs(name);
      expect(header).toMatch(/^attachment; filename="[^"\\\r\n/]*"; filename\*=UTF-8''[A-Za-z0-9%._~!$&+^`|-]*$/);
    },
  );
});

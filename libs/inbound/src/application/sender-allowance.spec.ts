import { ProblemError, registerProblems } from '@evidesk/platform';
import { SenderAllowance } from './sender-allowance.js';

registerProblems([{ code: 'inbound.too-many', status: 429, title: 'Too many mails of one sender', description: '' }]);

const MINUTE = 60_000;

describe('SenderAllowance', () => {
  it('S4-16 puts off the mail after the last that an hour has room for, until the first is an hour ago', () => {
    const allowance = new SenderAllowance(2);
    allowance.admit('a@b.example', 0);
    allowance.admit('a@b.example', 10 * MINUTE);
    expect(() => allowance.admit('a@b.example', 20 * MINUTE)).toThrow(ProblemError);
    expect(() => allowance.admit('a@b.example', 20 * MINUTE)).toThrow(
      expect.objectContaining({ status: 429, options: { headers: { 'retry-after': '2400' } } }),
    );
    allowance.admit('c@d.example', 20 * MINUTE);
    allowance.admit('a@b.example', 61 * MINUTE);
  });
});

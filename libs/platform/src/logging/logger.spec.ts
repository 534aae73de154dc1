import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function logging(level = 'debug') {
  const lines: { readonly [field: string]: unknown }[] = [];
  const logger = createLogger({ level, name: 'test' }, { write: (line) => void lines.push(JSON.parse(line)) });
  return { lines, logger };
}

describe('the log', () => {
  it('never holds secrets or personal fields', () => {
    const { lines, logger } = logging();
    logger.info(
      {
        token: 'S3CRET',
        req: { headers: { authorization: 'S3CRET' } },
        data: { reporter: { name: 'S3CRET' }, description: 'S3CRET' },
      },
      'x',
    );
    expect(JSON.stringify(lines)).not.toContain('S3CRET');
    expect(lines[0]).toMatchObject({ level: 'info', msg: 'x', data: { reporter: '(redacted)' } });
  });

  it('says what an error is, and where it comes from', () => {
    const { lines, logger } = logging();
    logger.error({ error: new Error('not kept', { cause: new Error('the disk is full') }) }, 'x');
    expect(lines[0]).toMatchObject({
      error: { message: 'not kept: the disk is full', stack: expect.stringContaining('logger.spec') },
    });
  });

  it('takes in what Nest says', () => {
    const { lines, logger } = logging();
    const nest = new NestLogger(logger);
    nest.log('mapped', 'Router');
    nest.error('broken', 'Error: x\n    at y', 'Handler');
    nest.warn(new Error('odd'));
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'mapped', context: 'Router' },
      { level: 'error', msg: 'broken', context: 'Handler', stack: expect.stringContaining('at y') },
      { level: 'warn', msg: 'odd' },
    ]);
  });
});

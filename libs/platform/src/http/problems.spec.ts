import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException } from '@nestjs/common';
import { DomainError } from '@evidesk/kernel';
import { ProblemError } from './problem-error.js';
import { problemCatalogue, registerProblems } from './problems.js';
import { toProblem } from './to-problem.js';

const plain = { conditional: false };

describe('the catalogue', () => {
  it('has one meaning a code', () => {
    const problem = { code: 'spec.closed', status: 409, title: 'Closed', description: 'It is closed.' };
    registerProblems([problem]);
    registerProblems([problem]);
    expect(() => registerProblems([{ ...problem, status: 404 }])).toThrow('two meanings');
    expect(problemCatalogue()).toContainEqual(problem);
    expect(toProblem(new DomainError('conflict', 'spec.closed', 'x'), plain).title).toBe('Closed');
  });

  it('holds every code that the platform uses', () => {
    expect(() => new ProblemError('spec.unheard-of', 'x')).toThrow('not in the catalogue');
  });
});

describe('toProblem', () => {
  it('lets unknown domain codes through', () => {
    expect(toProblem(new DomainError('not-found', 'spec.other', 'gone'), plain)).toMatchObject({
      status: 404,
      code: 'spec.other',
      detail: 'gone',
    });
  });

  it.each([
    [new BadRequestException('x'), 400, 'request.malformed'],
    [new HttpException('x', 418), 418, 'request.refused'],
    [Object.assign(new Error('x'), { statusCode: 408 }), 408, 'request.timeout'],
    [new HttpException('inner', 502), 500, 'internal'],
    ['a thrown string', 500, 'internal'],
    [undefined, 500, 'internal'],
  ])('%s', (error, status, code) => {
    expect(toProblem(error, plain)).toMatchObject({ status, code });
  });

  it('keeps to itself what is not known', () => {
    expect(JSON.stringify(toProblem(new Error('password=hunter2'), plain))).not.toContain('hunter2');
  });
});

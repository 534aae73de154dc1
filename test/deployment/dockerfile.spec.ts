import { validate, ValidationSeverity } from 'dockerfile-utils';
import { dockerfile, lastStage, textOf, wordsOf } from './files.js';

describe('Dockerfile', () => {
  const stage = lastStage(dockerfile());
  const argumentsOf = (keyword: string): readonly string[] =>
    stage
      .filter((instruction) => instruction.getKeyword() === keyword)
      .map((found) => found.getArgumentsContent() ?? '');

  it('has no mistake that a linter knows', () => {
    const problems = validate(textOf('Dockerfile'), { deprecatedMaintainer: ValidationSeverity.ERROR });
    expect(problems.map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`)).toEqual([]);
  });

  it('is made of one exact version of its base', () => {
    expect(textOf('Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[a-z]+-slim$/m);
    const bases = [...textOf('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set(['${NODE_IMAGE}']));
  });

  it('takes over only what was assembled, and runs as somebody who is not root', () => {
    expect(textOf('Dockerfile')).toMatch(/^COPY --from=build \/assembled \.\/$/m);
    expect(argumentsOf('COPY')).toHaveLength(1);
    expect(argumentsOf('ADD')).toEqual([]);
    expect(argumentsOf('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(argumentsOf('VOLUME')).toEqual(['/data']);
  });

  it('starts Node itself, so that it gets the signals, and asks for its health without a shell', () => {
    expect(wordsOf('CMD')).toEqual(['node', 'apps/api/dist/main.js']);
    expect(wordsOf('HEALTHCHECK')).toEqual(['node', 'deploy/health.mjs']);
    expect(argumentsOf('ENTRYPOINT')).toEqual([]);
  });

  it('sends the builder nothing that it has no use for', () => {
    const ignored = textOf('.dockerignore').split('\n');
    for (const path of ['.git', '**/node_modules', '**/dist', 'data', 'test']) expect(ignored).toContain(path);
  });
});

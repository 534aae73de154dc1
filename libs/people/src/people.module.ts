import { registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ExecutePersonCommandHandler } from './application/execute-person-command.js';
import { PeopleRoute } from './application/people.http.js';
import { PERSON_PROBLEMS } from './application/person-problems.js';
import { Persons } from './application/persons.js';

registerProblems(PERSON_PROBLEMS);

/** The handler of erasures, for every process that takes commands. */
@Module({ imports: [CqrsModule], providers: [ExecutePersonCommandHandler], exports: [CqrsModule] })
export class PeopleModule {}

/** The routes of erasures. */
@Module({ imports: [PeopleModule], controllers: [PeopleRoute], providers: [Persons] })
export class PeopleHttpModule {}

import { incidentDocuments, findIncident } from '@evidesk/incidents';
import { DomainError } from '@evidesk/kernel';
import { KEY_STORE, type KeyStore, type KnownPerson, type Naming, PERSON_ID, PersonIds } from '@evidesk/privacy';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject, Injectable } from '@nestjs/common';

/** By what a person is looked for: all of it has to hold. An incident is named by id or number. */
export interface PersonSearch extends Naming {
  readonly incident?: string;
}

/** What the desk can say of a person without saying who it is. */
export interface FoundPerson {
  readonly id: string;
  /** False once the person is erased, until something personal comes in anew. */
  readonly hasPersonalData: boolean;
  readonly incidents: number;
  readonly openIncidents: number;
}

const OVER = ['closed', 'cancelled'];

/** Finds persons by what they are known by, as far as their keys are there. */
@Injectable()
export class Persons {
  private ids: PersonIds | undefined;

  constructor(
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(READ_STORE) private readonly reads: ReadStore,
  ) {}

  /**
   * The person with this id; where there is none, the one whose user id it is.
   * @throws DomainError `person.not-found`
   */
  async named(idOrUserId: string): Promise<KnownPerson> {
    const known = PERSON_ID.test(idOrUserId) ? await this.keys.person(idOrUserId) : undefined;
    const person = known ?? (await this.user(idOrUserId));
    if (person === undefined) throw new DomainError('not-found', 'person.not-found', 'the desk knows no such person');
    return person;
  }

  /** Persons by what they are known by; at most 100. @throws DomainError `incident.not-found` */
  async search({ incident, ...naming }: PersonSearch): Promise<readonly FoundPerson[]> {
    const marks = (await this.personIds()).marks(naming);
    const found = marks.length > 0 ? await this.keys.withMarks(marks) : [];
    if (incident === undefined) return Promise.all(found.map((person) => this.shown(person)));
    const { person: id } = await findIncident(this.reads, incident, { all: true });
    const reporter = id === undefined ? undefined : await this.keys.person(id);
    if (reporter === undefined) return [];
    const isMeant = marks.length === 0 || found.some(({ person }) => person === id);
    return isMeant ? [await this.shown(reporter)] : [];
  }

  private async user(userId: string): Promise<KnownPerson | undefined> {
    const request = (await this.personIds()).of({ userId });
    return request === undefined ? undefined : this.keys.person(request.person);
  }

  private async shown({ person, hasKey }: KnownPerson): Promise<FoundPerson> {
    const [incidents, over] = await Promise.all([
      this.reads.count(incidentDocuments, { person }),
      this.reads.count(incidentDocuments, { person, 'incident.status': { in: OVER } }),
    ]);
    return { id: person, hasPersonalData: hasKey, incidents, openIncidents: incidents - over };
  }

  private async personIds(): Promise<PersonIds> {
    return (this.ids ??= new PersonIds(await this.keys.secret()));
  }
}

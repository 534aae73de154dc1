import { findIncident, type IncidentDocument, incidentDocuments, type Sight, solutionOf } from '@evidesk/incidents';
import { plainKey } from '@evidesk/kernel';
import { type ProblemDocument, problemDocuments, symptomIdOf, symptomOf } from '@evidesk/problems';
import { READ_STORE, type ReadStore } from '@evidesk/read-store';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { wordsOf } from '../../domain/words.js';
import { knowledgeDocuments } from '../articles/articles.projection.js';
import { type FindableArticle, findableArticles, newestFirst } from '../search/search.projection.js';
import { byWords, MAX_ASKED_WORDS } from '../search/search.query.js';
import { type Likeness, type Looked, ranked, type Why } from './ranking.js';

/** A published article that may help. */
export interface MatchingArticle extends Why {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly publishedAt: string;
  readonly solution: string;
}

/** A problem that may be behind it, with what is known of it. */
export interface MatchingProblem extends Why {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly knownError: boolean;
  readonly workaround?: string;
  readonly rootCause?: string;
  readonly solution?: string;
}

/** An incident that was solved and looks like it. */
export interface MatchingIncident extends Why {
  readonly id: string;
  readonly number: string;
  readonly title?: string;
  readonly resolvedAt: string;
  readonly cause?: string;
  readonly solution: string;
}

/** Everything that may help with an incident, best first; each list is bounded. */
export interface IncidentMatches {
  readonly articles: readonly MatchingArticle[];
  readonly problems: readonly MatchingProblem[];
  readonly incidents: readonly MatchingIncident[];
}

/** Where the first line looks before it escalates (S1-51). @throws DomainError `incident.not-found` */
export class FindMatches extends Query<IncidentMatches> {
  constructor(
    readonly idOrNumber: string,
    readonly sight: Sight,
    /** How many of each kind. */
    readonly limit: number,
  ) {
    super();
  }
}

/** By each likeness the newest so many are looked at. */
const LOOKED_AT = 50;
/** The newest known errors whose words are compared. */
const KNOWN_ERRORS = 100;
/** A known error with fewer words in common is not worth a look. */
const FEWEST_WORDS = 2;

@QueryHandler(FindMatches)
export class FindMatchesHandler implements IQueryHandler<FindMatches> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ idOrNumber, sight, limit }: FindMatches): Promise<IncidentMatches> {
    const { id, incident } = await findIncident(this.store, idOrNumber, sight);
    const { symptom, affectedCi, category, title, description } = incident;
    const looked: Looked = {
      symptom: symptom === undefined ? undefined : plainKey(symptom),
      ci: affectedCi === undefined ? undefined : plainKey(affectedCi),
      category,
      words: wordsOf([symptom, title, description], MAX_ASKED_WORDS),
    };
    const solved = (await this.solvedLike(looked, id)).slice(0, limit);
    const symptomWords = symptomOf(incident);
    const [articles, problems] = await Promise.all([
      this.articles(looked, limit),
      this.problems(looked, symptomWords, [id, ...solved.map(({ found }) => found.id)], limit),
    ]);
    return { articles, problems, incidents: solved.map(({ found, ...why }) => matchingIncident(found, why)) };
  }

  private async solvedLike(looked: Looked, self: string) {
    const found: (readonly [IncidentDocument, Likeness])[] = [];
    for (const [likeness, index, field] of SOLVED_BY) {
      const value = looked[likeness];
      if (value === undefined) continue;
      const query = { where: { [field]: value }, index, order: 'descending' as const, limit: LOOKED_AT };
      for (const document of (await this.store.find(incidentDocuments, query)).items)
        if (document.id !== self) found.push([document, { by: likeness }]);
    }
    return ranked(found, (a, b) => ((a.solved?.at ?? '') < (b.solved?.at ?? '') ? 1 : -1));
  }

  private async articles(looked: Looked, limit: number): Promise<readonly MatchingArticle[]> {
    const found: (readonly [FindableArticle, Likeness])[] = [];
    for (const [likeness, field] of ARTICLES_BY) {
      const value = looked[likeness];
      if (value === undefined) continue;
      const query = { where: { [field]: value }, index: likeness, order: 'descending' as const, limit: LOOKED_AT };
      for (const article of (await this.store.find(findableArticles, query)).items)
        found.push([article, { by: likeness }]);
    }
    for (const { article, words } of await byWords(this.store, looked.words))
      found.push([article, { by: 'words', words }]);
    const best = ranked(found, newestFirst).slice(0, limit);
    const shown = await Promise.all(
      best.map(async ({ found: { id, number }, ...why }): Promise<MatchingArticle | undefined> => {
        const published = (await this.store.get(knowledgeDocuments, id))?.published;
        if (published === undefined) return undefined;
        const { title, publishedAt, solution } = published;
        return { id, number, title, publishedAt, solution, ...why };
      }),
    );
    return shown.filter((match) => match !== undefined);
  }

  private async problems(
    looked: Looked,
    symptom: string | undefined,
    incidents: readonly string[],
    limit: number,
  ): Promise<readonly MatchingProblem[]> {
    const found: (readonly [ProblemDocument, Likeness])[] = [];
    const look = async (where: Readonly<Record<string, string>>, index: string, likeness: Likeness) => {
      const query = { where, index, order: 'descending' as const, limit: LOOKED_AT };
      for (const problem of (await this.store.find(problemDocuments, query)).items) found.push([problem, likeness]);
    };
    if (symptom !== undefined) await look({ symptomId: symptomIdOf(symptom) }, 'symptom', { by: 'symptom' });
    for (const incident of incidents) await look({ incidents: incident }, 'incident', { by: 'incident', incident });
    const known = { where: { knownError: true }, index: 'known', order: 'descending' as const, limit: KNOWN_ERRORS };
    for (const problem of (await this.store.find(problemDocuments, known)).items) {
      const own = new Set(wordsOf([problem.title, problem.description, problem.workaround]));
      const words = looked.words.filter((word) => own.has(word));
      if (words.length >= FEWEST_WORDS) found.push([problem, { by: 'words', words }]);
    }
    const worthwhile = found.filter(([{ status }]) => status !== 'dismissed' && status !== 'candidate');
    return ranked(worthwhile, (a, b) => (a.openedAt < b.openedAt ? 1 : -1))
      .slice(0, limit)
      .map(({ found: { id, number, title, status, knownError, workaround, rootCause, solution }, ...why }) => ({
        ...{ id, number, title, status, knownError, workaround, rootCause, solution },
        ...why,
      }));
  }
}

const SOLVED_BY = [
  ['symptom', 'symptom', 'solved.symptomKey'],
  ['ci', 'ci', 'solved.ciKey'],
  ['category', 'category', 'solved.category'],
] as const;

const ARTICLES_BY = [
  ['symptom', 'symptomKey'],
  ['ci', 'ciKey'],
  ['category', 'category'],
] as const;

function matchingIncident(document: IncidentDocument, why: Why): MatchingIncident {
  const { id, incident, solution, solved } = document;
  const { number, title } = incident;
  return {
    id,
    number,
    title,
    resolvedAt: solved?.at ?? '',
    cause: solution?.cause,
    solution: solutionOf(document) ?? '',
    ...why,
  };
}

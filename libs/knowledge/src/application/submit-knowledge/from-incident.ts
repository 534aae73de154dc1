import { findIncident, type IncidentDocument, solutionOf } from '@evidesk/incidents';
import { DomainError } from '@evidesk/kernel';
import type { CompiledProfile } from '@evidesk/profiles';
import type { ReadStore } from '@evidesk/read-store';
import type { KnowledgeContent } from '../../contract/knowledge-events.js';

/** What somebody wrote himself; the rest comes from an incident. */
export type Written = Partial<KnowledgeContent>;

/** The incident from which an article is written. @throws DomainError `request.invalid` when there is none */
export async function sourceIncident(store: ReadStore, id: string): Promise<IncidentDocument> {
  try {
    return await findIncident(store, id, { all: true });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError('invalid', 'request.invalid', 'there is no such incident', {}, [
      { pointer: '/fromIncident', code: 'unknown', detail: `there is no incident ${id}` },
    ]);
  }
}

/**
 * An article whole: what was written, and for the rest what the incident says (S1-20). An incident of another profile
 * may have a category that this one does not know: it is left out.
 * @throws DomainError `request.invalid` when it still lacks a title or a solution
 */
export function completed(
  written: Written,
  source: IncidentDocument | undefined,
  profile: CompiledProfile,
): KnowledgeContent {
  const taken = source === undefined ? {} : fromIncident(source, profile);
  const told = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as Written;
  const { title, solution, keywords = [], incidents = [], problems = [], ...content } = { ...taken, ...told };
  if (title === undefined || solution === undefined) {
    const missing = Object.entries({ title, solution }).filter(([, value]) => value === undefined);
    const errors = missing.map(([field]) => ({
      pointer: `/${field}`,
      code: 'required',
      detail: `${field} is required${source === undefined ? '' : ': the incident says nothing of it'}`,
    }));
    throw new DomainError('invalid', 'request.invalid', 'the article is not complete', {}, errors);
  }
  const sources = source === undefined ? incidents : [source.id, ...incidents];
  return {
    ...content,
    title,
    solution,
    keywords: [...new Set(keywords)],
    incidents: [...new Set(sources)],
    problems: [...new Set(problems)],
  };
}

/** What is the desk's own: title and description are the reporter's, and go when he is erased. */
function fromIncident(source: IncidentDocument, profile: CompiledProfile): Written {
  const { symptom, affectedCi, category } = source.incident;
  return {
    title: symptom,
    symptom,
    affectedCi,
    category: category !== undefined && profile.isCategory(category) ? category : undefined,
    solution: solutionOf(source),
  };
}

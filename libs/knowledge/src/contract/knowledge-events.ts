import type { DomainEvent } from '@evidesk/kernel';
import { Type, type Static } from 'typebox';
import { instant, MAX_KEYWORDS, MAX_SOURCES, prose, text } from './fields.js';

const content = {
  title: text,
  /** How it shows, in the words of those who report it (事件现象). */
  symptom: Type.Optional(text),
  /** Where it happens: versions, sites, what has to be so. */
  environment: Type.Optional(prose),
  affectedCi: Type.Optional(text),
  cause: Type.Optional(prose),
  solution: prose,
  /** A category of the process profile. */
  category: Type.Optional(text),
  keywords: Type.Array(text, { maxItems: MAX_KEYWORDS }),
  /** The incidents that it comes from, by id. */
  incidents: Type.Array(text, { maxItems: MAX_SOURCES }),
  /** The problems that it comes from, by id. */
  problems: Type.Array(text, { maxItems: MAX_SOURCES }),
};
export const KnowledgeContentSchema = Type.Object(content);
/** What an article says. */
export type KnowledgeContent = Static<typeof KnowledgeContentSchema>;

export const KnowledgeSubmittedSchema = Type.Object({ number: text, author: text, ...content });
/** Somebody wrote down what he found out (S1-20). */
export type KnowledgeSubmitted = DomainEvent<'knowledge.submitted', Static<typeof KnowledgeSubmittedSchema>>;

export const KnowledgeRevisedSchema = Type.Object({ author: text, note: Type.Optional(prose), ...content });
/** It was written anew, whole; what is published stays as it is until this is approved. */
export type KnowledgeRevised = DomainEvent<'knowledge.revised', Static<typeof KnowledgeRevisedSchema>>;

export const KnowledgeReturnedSchema = Type.Object({ reason: prose });
/** It is not to be published as it is. */
export type KnowledgeReturned = DomainEvent<'knowledge.returned', Static<typeof KnowledgeReturnedSchema>>;

export const KnowledgeApprovedSchema = Type.Object({
  /** From 1: which publication of the article this is. */
  version: Type.Integer({ minimum: 1 }),
  /** By when somebody is to look whether it still holds. */
  reviewDueAt: instant,
  note: Type.Optional(prose),
});
/** What was written last is published (S1-25). */
export type KnowledgeApproved = DomainEvent<'knowledge.approved', Static<typeof KnowledgeApprovedSchema>>;

export const KnowledgeReviewedSchema = Type.Object({ reviewDueAt: instant, note: Type.Optional(prose) });
/** Somebody looked, and it still holds. */
export type KnowledgeReviewed = DomainEvent<'knowledge.reviewed', Static<typeof KnowledgeReviewedSchema>>;

export const KnowledgeReviewFellDueSchema = Type.Object({ dueAt: instant });
/** Its time to be looked at has come. */
export type KnowledgeReviewFellDue = DomainEvent<
  'knowledge.review-fell-due',
  Static<typeof KnowledgeReviewFellDueSchema>
>;

export const KnowledgeRetiredSchema = Type.Object({ reason: prose });
/** It does not hold any more, or something else says it better. */
export type KnowledgeRetired = DomainEvent<'knowledge.retired', Static<typeof KnowledgeRetiredSchema>>;

/** Everything that can happen to an article. */
export type KnowledgeEvent =
  | KnowledgeSubmitted
  | KnowledgeRevised
  | KnowledgeReturned
  | KnowledgeApproved
  | KnowledgeReviewed
  | KnowledgeReviewFellDue
  | KnowledgeRetired;

/** Wire name → shape of its data. */
export const knowledgeEventSchemas = {
  'knowledge.submitted': KnowledgeSubmittedSchema,
  'knowledge.revised': KnowledgeRevisedSchema,
  'knowledge.returned': KnowledgeReturnedSchema,
  'knowledge.approved': KnowledgeApprovedSchema,
  'knowledge.reviewed': KnowledgeReviewedSchema,
  'knowledge.review-fell-due': KnowledgeReviewFellDueSchema,
  'knowledge.retired': KnowledgeRetiredSchema,
} satisfies Record<KnowledgeEvent['type'], unknown>;

import type { RecordIncidentData } from '@evidesk/incidents';
import type { CompiledProfile } from '@evidesk/profiles';
import type { CodeRule, InboundMapping, TextRule } from '../mapping/inbound-mapping.js';
import { oneLine } from './markdown.js';

/** What is known of that which came in, by name. */
export type Facts = (name: string) => string | undefined;

/** What a record gets beside what its mapping gives. */
export type Given = Pick<RecordIncidentData, 'description' | 'discoveredAt' | 'externalRef' | 'recurrenceOf'>;

const LONGEST = 1_000;
const LONGEST_NAME = 200;

/**
 * The record of an incident by a mapping, fitted to a profile: of several codes the first that the profile knows, and
 * only fields that its entry form asks for (S2-12). Pure; what the profile refuses all the same, the domain says.
 */
export function draftIncident(
  mapping: InboundMapping,
  profile: CompiledProfile,
  facts: Facts,
  given: Given,
): Omit<RecordIncidentData, 'number'> {
  const fields = new Map(profile.entryForm.fields.map((field) => [field.name, field]));
  const { codes, texts } = mapping;
  const code = (rule: CodeRule | undefined, known: (code: string) => boolean) =>
    rule === undefined ? undefined : candidatesOf(rule, facts).find(known);
  const option = (field: string, rule: CodeRule | undefined) =>
    fields.has(field) ? code(rule, (each) => fields.get(field)?.options?.includes(each) ?? true) : undefined;
  const text = (field: string, rule: TextRule | undefined) => {
    const form = fields.get(field);
    return rule === undefined || form === undefined ? undefined : textOf(rule, facts, form.maxLength ?? LONGEST);
  };
  const must = (rule: CodeRule, known: (code: string) => boolean) =>
    code(rule, known) ?? candidatesOf(rule, facts)[0] ?? '';
  return {
    type: must(codes.type, profile.isType),
    source: must(codes.source, profile.isSource),
    channel: must(codes.channel, profile.isChannel),
    priority: option('priority', codes.priority),
    impact: option('impact', codes.impact),
    urgency: option('urgency', codes.urgency),
    category: option('category', codes.category),
    reporter: textOf(texts.reporter, facts, LONGEST_NAME) ?? mapping.name,
    contact: textOf(texts.contact, facts, LONGEST_NAME) ?? mapping.name,
    title: text('title', texts.title),
    reportingUnit: text('reportingUnit', texts.reportingUnit),
    customer: text('customer', texts.customer),
    contract: text('contract', texts.contract),
    impactScope: text('impactScope', texts.impactScope),
    affectedCi: text('affectedCi', texts.affectedCi),
    symptom: text('symptom', texts.symptom),
    handlingTeam: text('handlingTeam', texts.handlingTeam),
    ...given,
  };
}

/** The first fact that is there, as the rule's codes; then what stands for all others. */
function candidatesOf({ from = [], values = {}, otherwise }: CodeRule, facts: Facts): readonly string[] {
  const found = from.map(facts).find((fact) => fact !== undefined && fact.trim() !== '');
  const key = found?.trim().toLowerCase();
  const match = Object.entries(values).find(([value]) => value.toLowerCase() === key)?.[1];
  return [...(match === undefined ? [] : [match].flat()), ...[otherwise].flat()];
}

function textOf({ from = [], otherwise }: TextRule, facts: Facts, limit: number): string | undefined {
  for (const name of from) {
    const text = oneLine(facts(name) ?? '', limit);
    if (text !== '') return text;
  }
  return otherwise;
}

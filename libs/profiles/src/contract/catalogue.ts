import { Type, type Static } from 'typebox';
import { closed, code, LabelsSchema } from './parts.js';

/** What a service of the catalogue is, and what choosing it fills in where the caller says nothing (S2-15, S4-57). */
export const ServiceSchema = Type.Object(
  {
    /** What it is (服务内容). */
    content: LabelsSchema,
    /** How to ask for it (使用方法). */
    usage: Type.Optional(LabelsSchema),
    /** What to mind (注意事项). */
    notes: Type.Optional(LabelsSchema),
    recordType: Type.Optional(Type.Union([Type.Literal('incident'), Type.Literal('service_request')])),
    type: Type.Optional(code),
    category: Type.Optional(code),
    subcategory: Type.Optional(code),
    priority: Type.Optional(code),
    impact: Type.Optional(code),
    urgency: Type.Optional(code),
    /** The group that gets it at once, before any rule of assignment. */
    group: Type.Optional(code),
  },
  closed,
);
export type Service = Static<typeof ServiceSchema>;

/** A place in the tree of the service catalogue (服务目录): with a service to choose, or with entries below it, or both. */
export const CatalogueEntrySchema = Type.Object(
  {
    code,
    /** The entry above it; only the root (根目录) has none (S2-16). */
    parent: Type.Optional(code),
    labels: LabelsSchema,
    service: Type.Optional(ServiceSchema),
    requirement: Type.Optional(Type.String()),
  },
  closed,
);
export type CatalogueEntry = Static<typeof CatalogueEntrySchema>;

/** The most entries that a catalogue has. */
export const MAX_CATALOGUE_ENTRIES = 500;

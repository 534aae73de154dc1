import type { Instant } from '@evidesk/kernel';
import { type Alert, alertName, type Labels } from './alert.js';
import { escaped, linked, oneLine, shortened } from './markdown.js';

const LONGEST_TEXT = 16_000;
const LONGEST_ANNOTATION = 4_000;
const LONGEST_VALUE = 300;
const MOST_LABELS = 64;
/** The annotations that a reader wants first, in this order. */
const FIRST = ['summary', 'description', 'message'];
const LINKS = /(?:^|_)url$/i;

/** The description of an alert's incident: what its annotations say, then its labels as a table (S0-55). */
export function descriptionOf(alert: Alert): string {
  const source = alert.generatorUrl === undefined ? [] : [`Source: ${linked(alert.generatorUrl)}`];
  const parts = [...annotationsOf(alert.annotations), ...source, labelsOf(alert.labels)];
  return shortened(parts.filter((part) => part !== '').join('\n\n') || escaped(alertName(alert)), LONGEST_TEXT);
}

/** The note that an alert fires again while its incident is not closed. */
export function refiringText(alert: Alert): string {
  return noteOf(`**${heading(alert)} fires again** since ${alert.startsAt}.`, alert);
}

/** The note that an alert which still fires says something new. */
export function changeText(alert: Alert): string {
  return noteOf(`**${heading(alert)} still fires** and says:`, alert);
}

/** The evidence of recovery: what, when, and who says so (C17). */
export function recoveryText(alert: Alert, endsAt: Instant): string {
  const from = alert.externalUrl === undefined ? 'Alertmanager' : `Alertmanager at ${linked(alert.externalUrl)}`;
  return noteOf(
    `**${heading(alert)} has recovered** at ${endsAt}. It fired since ${alert.startsAt}. Reported by ${from}, fingerprint ${escaped(alert.fingerprint)}.`,
    alert,
  );
}

const heading = (alert: Alert): string => escaped(alertName(alert));

function noteOf(lead: string, { annotations }: Alert): string {
  return shortened([lead, ...annotationsOf(annotations)].join('\n\n'), LONGEST_TEXT);
}

function annotationsOf(annotations: Labels): readonly string[] {
  const names = Object.keys(annotations).sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  return names.flatMap((name) => {
    const value = (annotations[name] ?? '').trim();
    if (value === '') return [];
    if (rank(name) < FIRST.length) return [escaped(shortened(value, LONGEST_ANNOTATION))];
    const shown = LINKS.test(name) ? linked(value) : escaped(shortened(value, LONGEST_ANNOTATION));
    return [`**${escaped(oneLine(name, LONGEST_VALUE))}**: ${shown}`];
  });
}

const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

function labelsOf(labels: Labels): string {
  const names = Object.keys(labels).sort();
  if (names.length === 0) return '';
  const rows = names
    .slice(0, MOST_LABELS)
    .map(
      (name) => `| ${escaped(oneLine(name, LONGEST_VALUE))} | ${escaped(oneLine(labels[name] ?? '', LONGEST_VALUE))} |`,
    );
  const more = names.length > MOST_LABELS ? [`| … | ${names.length - MOST_LABELS} more |`] : [];
  return ['| Label | Value |', '| --- | --- |', ...rows, ...more].join('\n');
}

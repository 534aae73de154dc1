import type { Alert, Labels } from './alert.js';
import type { Facts } from './draft.js';

const ANNOTATION = 'annotation:';

/** What a mapping can ask of an alert: labels by name, annotations as `annotation:<name>`, and what begins with `@`. */
export function alertFacts(alert: Alert): Facts {
  const about: Readonly<Record<string, string | undefined>> = {
    '@receiver': alert.receiver,
    '@externalURL': alert.externalUrl,
    '@generatorURL': alert.generatorUrl,
    '@fingerprint': alert.fingerprint,
  };
  return (name) => {
    if (name.startsWith('@')) return about[name];
    if (name.startsWith(ANNOTATION)) return own(alert.annotations, name.slice(ANNOTATION.length));
    return own(alert.labels, name);
  };
}

const own = (labels: Labels, name: string): string | undefined =>
  Object.hasOwn(labels, name) ? labels[name] : undefined;

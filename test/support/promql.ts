import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL expression asks for: each metric with the labels by which it is chosen, and the labels that it is grouped by. */
export interface Asked {
  readonly metrics: readonly { readonly name: string; readonly labels: readonly Matcher[] }[];
  readonly grouping: readonly string[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** @throws Error when it is no PromQL */
export function askedBy(expression: string): Asked {
  const tree: Tree = parser.parse(expression);
  const metrics: { name: string; labels: Matcher[] }[] = [];
  const grouping: string[] = [];
  const text = (node: SyntaxNode): string => expression.slice(node.from, node.to);
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (type.name === 'VectorSelector') metrics.push({ name: nameIn(node, text), labels: matchersIn(node, text) });
      if (type.name === 'GroupingLabels')
        for (let child = node.firstChild; child !== null; child = child.nextSibling)
          if (child.type.name === 'LabelName') grouping.push(text(child));
    },
  });
  return { metrics, grouping };
}

function nameIn(selector: SyntaxNode, text: (node: SyntaxNode) => string): string {
  const name = selector.getChild('Identifier');
  if (name === null) throw new Error(`a selector without a metric: ${text(selector)}`);
  return text(name);
}

function matchersIn(selector: SyntaxNode, text: (node: SyntaxNode) => string): Matcher[] {
  const found: Matcher[] = [];
  const matchers = selector.getChild('LabelMatchers');
  for (let child = matchers?.firstChild ?? null; child !== null; child = child.nextSibling) {
    const match = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/s.exec(text(child));
    if (match !== null) found.push({ label: match[1] ?? '', operator: match[2] ?? '', value: match[3] ?? '' });
  }
  return found;
}

import { createHash } from 'node:crypto';

/** For the screen, for a telephone, and for paper. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --faint: #59636e; --line: #d5dae0; --old: #8a2a21; --new: #1a6334; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1.25rem 3rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
.about { margin: 0 0 1.5rem; color: var(--faint); font-size: .875rem; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { padding: .4rem .75rem .4rem 0; text-align: left; font-size: .8125rem; font-weight: 600; color: var(--faint);
  border-bottom: 2px solid var(--ink); }
td { padding: .6rem .75rem .6rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
th.when, td.when { width: 11.25rem; }
th.what, td.what { width: 18rem; }
td.what code { display: block; }
td.when { font-variant-numeric: tabular-nums; white-space: nowrap; }
.faint { display: block; color: var(--faint); font-size: .8125rem; white-space: normal; }
code { font: .75rem/1.5 ui-monospace, "Cascadia Mono", Menlo, monospace; }
ul { margin: .35rem 0 0; padding: 0; list-style: none; font-size: .8125rem; }
li { padding: .1rem 0; }
del { color: var(--old); text-decoration: none; }
ins { color: var(--new); text-decoration: none; }
.none { color: var(--faint); }
@media (max-width: 45rem) {
  body { padding: 1rem .9rem 2rem; }
  h1 { font-size: 1.25rem; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { padding: .7rem 0; border-bottom: 1px solid var(--line); }
  td, td.when, td.what { width: auto; padding: 0 0 .2rem; border: 0; }
  td.what code { display: inline; }
  td.when .faint, td.what .faint { display: inline; margin-left: .4rem; }
}
@media print {
  @page { margin: 15mm 12mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
`;

/** Lets the page have its own style, and nothing else: no script, no picture, no other page around it. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

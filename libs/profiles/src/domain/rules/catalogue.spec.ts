import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProfileYaml } from '../../application/read-profile-yaml.js';
import { loadShippedProfile, shippedProfilesFolder } from '../../application/shipped-profiles.js';
import type { CatalogueEntry, Service } from '../../contract/catalogue.js';
import type { ProcessProfile } from '../../contract/process-profile.js';
import { catalogueTree } from '../catalogue-tree.js';
import { compileProfile } from '../process-graph.js';
import { validateProfile } from '../validate-profile.js';
import { catalogueFindings } from './catalogue.js';

let profile: ProcessProfile;
let yaml: string;
beforeAll(async () => {
  profile = await loadShippedProfile('servicedesk-phase1');
  yaml = await readFile(join(shippedProfilesFolder(), 'servicedesk-phase1.yaml'), 'utf8');
});

const labels = { en: 'Something', 'zh-CN': '某项' };
const entry = (code: string, parent?: string, service?: Omit<Service, 'content'>): CatalogueEntry => ({
  code,
  labels,
  ...(parent === undefined ? {} : { parent }),
  ...(service === undefined ? {} : { service: { content: labels, ...service } }),
});
const withCatalogue = (...catalogue: readonly CatalogueEntry[]) => ({ ...profile, catalogue: [...catalogue] });
const findings = (...catalogue: readonly CatalogueEntry[]) =>
  catalogueFindings(withCatalogue(...catalogue)).map(({ code, path }) => `${code} ${path}`);

describe('the service catalogue of a profile', () => {
  it('S2-16 may be absent, or a tree under one root', () => {
    expect(catalogueFindings({ ...profile, catalogue: undefined })).toEqual([]);
    expect(findings()).toEqual([]);
    expect(findings(entry('a', 'folder', { type: 'failure' }), entry('folder', 'root'), entry('root'))).toEqual([]);
  });

  it.each<[string, readonly CatalogueEntry[], readonly string[]]>([
    ['under no parent', [entry('root'), entry('a')], ['second-root /catalogue/1/code']],
    ['under a parent that is not there', [entry('root'), entry('a', 'b')], ['unknown-parent /catalogue/1/parent']],
    [
      'below itself',
      [entry('root'), entry('a', 'b'), entry('b', 'a'), entry('c', 'a')],
      [1, 2, 3].map((index) => `catalogue-cycle /catalogue/${index}/parent`),
    ],
    ['without a root', [entry('a', 'a')], ['no-root /catalogue', 'catalogue-cycle /catalogue/0/parent']],
  ])('S2-16 has no entry %s', (_what, catalogue, expected) => {
    expect(findings(...catalogue)).toEqual(expected);
  });

  it('S2-16 names no code twice', () => {
    const twice = validateProfile(withCatalogue(entry('root'), entry('a', 'root'), entry('a', 'root')));
    expect(twice.map(({ code, path }) => `${code} ${path}`)).toEqual(['duplicate-code /catalogue/2/code']);
  });

  it.each<[string, Omit<Service, 'content'>, string]>([
    ['type', { type: 'rumour' }, 'unknown-type /catalogue/1/service/type'],
    ['category', { category: 'weather' }, 'unknown-category /catalogue/1/service/category'],
    [
      'subcategory of another category',
      { category: 'business', subcategory: 'network' },
      'unknown-subcategory /catalogue/1/service/subcategory',
    ],
    [
      'subcategory of no category',
      { subcategory: 'network' },
      'subcategory-without-category /catalogue/1/service/subcategory',
    ],
    ['priority', { priority: 'P9' }, 'unknown-priority /catalogue/1/service/priority'],
    ['impact', { impact: 'none' }, 'unknown-level /catalogue/1/service/impact'],
    ['urgency', { urgency: 'none' }, 'unknown-level /catalogue/1/service/urgency'],
  ])('S2-15 has no service with a %s that the profile does not define', (_what, service, finding) => {
    expect(findings(entry('root'), entry('a', 'root', service))).toEqual([finding]);
  });

  it('S2-16 is found fault with at its line', () => {
    const broken = yaml.replace('parent: infrastructure\n', 'parent: nowhere\n');
    const line = broken.split('\n').findIndex((text) => text.includes('parent: nowhere')) + 1;
    expect(readProfileYaml(broken).findings).toMatchObject([{ code: 'unknown-parent', line }]);
  });
});

describe('the shipped catalogues', () => {
  it('S4-53 S4-54 S4-55 S4-56 S4-57 servicedesk-phase1 offers twelve services with content, usage and notes', () => {
    const root = catalogueTree(compileProfile(profile));
    expect(root?.labels['zh-CN']).toBe('根目录');
    expect(
      root?.entries.map(({ labels: { 'zh-CN': zh }, entries }) => [zh, entries.map((e) => e.labels['zh-CN'])]),
    ).toEqual([
      ['基础设施服务', ['网络', '服务器', '存储']],
      ['应用服务', ['办公软件', '业务系统', '开发工具']],
      ['业务服务', ['财务', '人力资源', '行政']],
      ['支持服务', ['培训', '咨询', '技术支持']],
    ]);
    for (const { service } of root?.entries.flatMap(({ entries }) => entries) ?? []) {
      expect(service).toMatchObject({ recordType: 'service_request', sla: { response: 'PT24H', resolution: 'P5D' } });
      expect([service?.content, service?.usage, service?.notes]).not.toContain(undefined);
    }
  });

  it('S2-15 S2-16 blueking-fault has 故障受理 under the root, with its service', async () => {
    const root = catalogueTree(compileProfile(await loadShippedProfile('blueking-fault')));
    expect(root?.entries).toMatchObject([
      {
        code: 'fault_intake',
        labels: { 'zh-CN': '故障受理' },
        service: { recordType: 'incident', type: 'failure', sla: { resolution: 'PT24H' } },
        entries: [],
      },
    ]);
  });

  it('a profile without a catalogue offers nothing', async () => {
    const desk = compileProfile(await loadShippedProfile('std-4tier'));
    expect(catalogueTree(desk)).toBeUndefined();
    expect(desk.service('fault_intake')).toBeUndefined();
  });
});

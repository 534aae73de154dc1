import { endsWell } from './ending.js';
import type { Brief } from './brief.js';
import { changes } from './changing.js';
import type { Life } from './life.js';
import { actorOf, MANAGER, type Person, reporter, staff } from './people.js';
import type { Topic } from './topics/topic.js';
import { handsUp, intake, waitsForSupplier } from './working.js';

/** Users of some regions cannot reach the site (S2-03). */
export const REGIONAL_FAULT: Topic = {
  code: 'regional-fault',
  weight: 0,
  type: 'failure',
  category: 'usage_problem',
  source: 'user_report',
  ci: 'WWW-CDN',
  group: '网络组',
  priorities: [0, 1, 0, 0],
  causes: ['site_environment'],
  title: { zh: '部分地区用户无法访问网站', en: 'Users of some regions cannot reach the site' },
  description: {
    zh: '客服收到华南、西南地区多起投诉：官网打开超时，其他地区正常。附投诉截图 12 张。',
    en: 'Complaints from the south and south-west: the site times out; other regions are fine.',
  },
  diagnosis: {
    zh: '多地拨测：华南、西南电信线路解析到同一故障节点。',
    en: 'Probes: two regions resolve to the same broken node.',
  },
  depth: {
    zh: 'CDN 华南节点回源链路中断，健康检查未摘除该节点。',
    en: 'The southern CDN node lost its origin, and the health check kept it.',
  },
  beyond: {
    zh: '多地区受影响，需网络专家与供应商处理',
    en: 'Several regions: needs the network specialist and the supplier',
  },
  solution: {
    zh: '摘除故障节点，调整 DNS 调度策略并修正健康检查，多地拨测恢复。',
    en: 'Node taken out, DNS policy and health check corrected; probes are green.',
  },
  workaround: {
    zh: '将华南、西南解析临时切换至华东节点，访问恢复但较慢。',
    en: 'Both regions are served from the east meanwhile: slower, but there.',
  },
  change: {
    description: {
      zh: '调整 DNS 调度策略，健康检查增加回源探测。',
      en: 'Change the DNS policy; let the health check probe the origin.',
    },
    risk: { zh: '中：调度变更影响全部地区，先灰度 5%。', en: 'Medium: it touches all regions; five per cent first.' },
    rollback: { zh: '恢复原调度策略（一键切换）。', en: 'Switch back to the old policy.' },
    result: { zh: '灰度 30 分钟后全量，多地拨测正常。', en: 'All regions after thirty minutes; probes are green.' },
    failure: { zh: '灰度地区延迟升高', en: 'Latency rises in the first regions' },
  },
};

/** How the story of S2-03 is told in the default profile: intake, follow-up, supplier, change, look back. */
export function faultStory(life: Life, brief: Brief): void {
  const desk = intake(life, brief);
  const priority = 'P1';
  const reason = '三个地区的用户投诉，影响对外服务';
  life.pass(4, 9).does(actorOf(desk), 'ChangePriority', { priority, reason });
  const major = { ...brief, priority };
  const l2 = theFirst('l2');
  const l3 = theFirst('l3');
  handsUp(life, { ...major, workaround: true }, desk, l2, 20, 60);
  handsUp(life, { ...major, workaround: false }, l2, l3, 60, 160);
  waitsForSupplier(life, major, l3);
  if (REGIONAL_FAULT.change !== undefined) changes(life, major, l3, REGIONAL_FAULT.change, 'implemented');
  endsWell(life, { ...major, workaround: false, rejectedOnce: false }, desk, l3);
  const text = '回溯总结：健康检查只探测节点自身，未探测回源；已纳入上线检查清单，并转问题管理跟踪根因。';
  life.pass(120, 300).does(actorOf(MANAGER), 'AddComment', { text });
  life.does(actorOf(l2), 'LinkIncident', { kind: 'problem', target: 'PRB-CDN-ORIGIN', note: '跟踪根因' });
}

/** Where the complaints come from: the first is the incident, the others repeat it. */
export const COMPLAINTS = [
  { unit: '华南分公司', reporter: reporter(0) },
  { unit: '西南分公司', reporter: reporter(3) },
  { unit: '客服中心', reporter: reporter(5) },
] as const;

function theFirst(role: 'l2' | 'l3'): Person {
  const [first] = staff(role, REGIONAL_FAULT.group);
  if (first === undefined) throw new Error(`nobody is ${role}`);
  return first;
}

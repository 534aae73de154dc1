import type { Actor } from '@evidesk/kernel';

/** Someone who works on incidents. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: 'service_desk' | 'l1' | 'l2' | 'l3' | 'incident_manager' | 'monitor';
  /** The groups whose work is theirs; none: all. */
  readonly groups?: readonly Group[];
}

export const GROUPS = ['桌面支持组', '网络组', '应用支持组', '数据库组', '信息安全组'] as const;
export type Group = (typeof GROUPS)[number];

const person = (id: string, name: string, role: Person['role'], groups?: readonly Group[]): Person => ({
  id,
  name,
  role,
  ...(groups && { groups }),
});

const STAFF: readonly Person[] = [
  person('wang.min', '王敏', 'service_desk'),
  person('li.na', '李娜', 'service_desk'),
  person('chen.jie', '陈洁', 'service_desk'),
  person('sara.jones', 'Sara Jones', 'service_desk'),
  person('zhou.peng', '周鹏', 'l1'),
  person('liu.yang', '刘洋', 'l1'),
  person('zhao.lei', '赵磊', 'l2', ['网络组', '桌面支持组']),
  person('sun.hao', '孙浩', 'l2', ['应用支持组', '数据库组']),
  person('maria.garcia', 'Maria Garcia', 'l2', ['应用支持组', '信息安全组']),
  person('qian.feng', '钱峰', 'l3', ['网络组', '信息安全组']),
  person('wu.gang', '吴刚', 'l3', ['数据库组']),
  person('david.kim', 'David Kim', 'l3', ['应用支持组', '桌面支持组']),
];

/** Decides about changes and looks after major incidents. */
export const MANAGER: Person = person('xu.jing', '徐静', 'incident_manager');
/** The monitoring system. */
export const MONITOR: Person = person('prometheus', 'Prometheus', 'monitor');

/** Those of a role who do a group's work. */
export function staff(role: Person['role'], group?: Group): readonly Person[] {
  const all = STAFF.filter((one) => one.role === role);
  const able = all.filter(({ groups }) => group === undefined || groups === undefined || groups.includes(group));
  return able.length > 0 ? able : all;
}

/** The units that report, the large ones more often. */
export const UNITS: readonly (readonly [weight: number, unit: string])[] = [
  [18, '华东分公司'],
  [14, '华南分公司'],
  [9, '西南分公司'],
  [8, '华北分公司'],
  [12, '财务部'],
  [7, '人力资源部'],
  [10, '客服中心'],
  [8, '物流中心'],
  [9, '生产基地'],
  [5, 'Singapore Branch'],
];

const REPORTERS: readonly (readonly [id: string, name: string])[] = [
  ['he.xue', '何雪'],
  ['guo.tao', '郭涛'],
  ['lin.yan', '林燕'],
  ['huang.bo', '黄波'],
  ['xie.fang', '谢芳'],
  ['tang.wei', '唐伟'],
  ['han.mei', '韩梅'],
  ['deng.kai', '邓凯'],
  ['feng.li', '冯丽'],
  ['cao.yu', '曹宇'],
  ['peng.xin', '彭欣'],
  ['anna.tan', 'Anna Tan'],
  ['james.lim', 'James Lim'],
  ['lucy.ong', 'Lucy Ong'],
];

/** Someone who reports. */
export interface Reporter {
  readonly id: string;
  readonly name: string;
  readonly contact: string;
}

/** The reporter of a number; there are as many as are wanted, the names come round. */
export function reporter(n: number): Reporter {
  const [id, name] = REPORTERS[n % REPORTERS.length] ?? ['user', 'User'];
  return { id, name, contact: `ext. ${4100 + (n % 800)}` };
}

export const actorOf = ({ id, role }: Person): Actor => ({ id, roles: [role] });
export const asReporter = ({ id }: Reporter): Actor => ({ id, roles: ['end_user'] });

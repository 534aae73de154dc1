import type { Words } from '@evidesk/kernel';

/** The kinds of thing that have a history. */
export const KIND_WORDS: Words[string] = {
  incident: { en: 'Incident', 'zh-CN': '事件' },
  change: { en: 'Change', 'zh-CN': '变更' },
  problem: { en: 'Problem', 'zh-CN': '问题' },
  symptom: { en: 'Symptom', 'zh-CN': '症状' },
  coordination_form: { en: 'Coordination form', 'zh-CN': '协调单' },
  configuration_item: { en: 'Configuration item', 'zh-CN': '配置项' },
  knowledge: { en: 'Knowledge', 'zh-CN': '知识' },
  notification: { en: 'Notification', 'zh-CN': '通知' },
  contact: { en: 'Contact', 'zh-CN': '来访' },
  alert: { en: 'Alert', 'zh-CN': '告警' },
  mail: { en: 'Mail', 'zh-CN': '邮件' },
  profile: { en: 'Process profile', 'zh-CN': '流程配置' },
  report: { en: 'Report', 'zh-CN': '报告' },
  api_key: { en: 'API key', 'zh-CN': 'API 密钥' },
  person: { en: 'Person', 'zh-CN': '人员' },
};

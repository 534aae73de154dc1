import type { Sentences, Words } from '@evidesk/kernel';
import type { IncidentEvent } from './incident-events.js';

/** What each event of an incident says, for people (the audit history). */
export const incidentSentences = {
  'incident.recorded': {
    en: '{@actor} recorded {number} as {recordType:recordType} for {reporter}[ of {reportingUnit}]: [service {service:service}, ]type {type:type}, priority {priority:priority}[, category {category:category}], by {channel:channel}. {description:prose}',
    'zh-CN':
      '{@actor}为 {reporter}[（{reportingUnit}）]登记了{recordType:recordType} {number}：[服务“{service:service}”，]类型“{type:type}”，优先级“{priority:priority}”[，类别“{category:category}”]，渠道“{channel:channel}”。{description:prose}',
  },
  'incident.attachment-added': {
    en: '{@actor} attached the file “{name}” ({mediaType}, {size:bytes}).',
    'zh-CN': '{@actor}添加了附件“{name}”（{mediaType}，{size:bytes}）。',
  },
  'incident.commented': {
    en: '{@actor} noted: {text:prose}',
    'zh-CN': '{@actor}添加备注：{text:prose}',
  },
  'incident.details-corrected': {
    en: '{@actor} corrected {changes:fields}[ because {reason}].',
    'zh-CN': '{@actor}更正了{changes:fields}[，原因：{reason}]。',
  },
  'incident.linked': {
    en: '{@actor} linked it to {kind:linkKind} {target}[: {note}].',
    'zh-CN': '{@actor}将其关联到{kind:linkKind} {target}[：{note}]。',
  },
  'incident.unlinked': {
    en: '{@actor} took the link to {kind:linkKind} {target} back: {reason}.',
    'zh-CN': '{@actor}取消了与{kind:linkKind} {target} 的关联：{reason}。',
  },
  'incident.reporter-erased': {
    en: '{@actor} erased what was personal of the reporter[, by the retention rule {rule}].',
    'zh-CN': '{@actor}抹除了报告人的个人数据[（保留规则 {rule}）]。',
  },
  'incident.declared-major': {
    en: '{@actor} declared it a major incident ({rule:majorRule}): {reason}.',
    'zh-CN': '{@actor}宣布其为重大事件（{rule:majorRule}）：{reason}。',
  },
  'incident.classified': {
    en: '{@actor} classified it: type {type:type}[, category {category:category}], priority {priority:priority} ({rule:priorityRule})[, because {reason}]; it went to {move.to:stage}.',
    'zh-CN':
      '{@actor}完成分类：类型“{type:type}”[，类别“{category:category}”]，优先级“{priority:priority}”（{rule:priorityRule}）[，原因：{reason}]；转入“{move.to:stage}”。',
  },
  'incident.responded': {
    en: '{@actor} gave the first response after {workingMs:duration} of working time[; target {target.duration:iso}, due {target.dueAt:instant}: {target.met:kept}].',
    'zh-CN':
      '{@actor}首次响应，用时 {workingMs:duration}（工作时间）[；目标 {target.duration:iso}，截止 {target.dueAt:instant}：{target.met:kept}]。',
  },
  'incident.priority-changed': {
    en: '{@actor} changed the priority from {from:priority} to {to:priority}: {reason}[ (rule {rule})].',
    'zh-CN': '{@actor}将优先级从“{from:priority}”改为“{to:priority}”：{reason}[（规则 {rule}）]。',
  },
  'incident.assigned': {
    en: '{@actor} assigned it[ to group {to.group}][, engineer {to.engineer}]: {reason}.',
    'zh-CN': '{@actor}进行了分派[：小组 {to.group}][，工程师 {to.engineer}]，原因：{reason}。',
  },
  'incident.support-recorded': {
    en: '{@actor} filled in the form of {stage:stage} ({supporter}): {diagnosis:prose}[ Escalation: {escalationReason:prose}]',
    'zh-CN': '{@actor}填写了“{stage:stage}”表单（{supporter}）：{diagnosis:prose}[ 升级原因：{escalationReason:prose}]',
  },
  'incident.solution-implemented': {
    en: '{@actor} put a solution in place; it went from {move.from:stage} to {move.to:stage}.',
    'zh-CN': '{@actor}实施了解决方案；由“{move.from:stage}”转入“{move.to:stage}”。',
  },
  'incident.escalated': {
    en: '{@actor} escalated it ({kind:escalation})[ to {move.to:stage}][, owner {owner}][ because the target of {overdue.clock:clock} was missed at {overdue.dueAt:instant}]: {reason:prose}',
    'zh-CN':
      '{@actor}将其升级（{kind:escalation}）[至“{move.to:stage}”][，负责人 {owner}][，因 {overdue.clock:clock}目标于 {overdue.dueAt:instant} 超时]：{reason:prose}',
  },
  'incident.change-needed': {
    en: '{@actor} found that a change is needed; it went to {move.to:stage}.',
    'zh-CN': '{@actor}认定需要变更；转入“{move.to:stage}”。',
  },
  'incident.change-applied-for': {
    en: '{@actor} applied for change {changeId}[ of {affectedCi}]: {description:prose}',
    'zh-CN': '{@actor}提交了变更申请 {changeId}[（配置项 {affectedCi}）]：{description:prose}',
  },
  'incident.change-implemented': {
    en: 'Change {changeId} is in place, as {@actor} reported; it went to {move.to:stage}.',
    'zh-CN': '{@actor}报告变更 {changeId} 已实施；转入“{move.to:stage}”。',
  },
  'incident.change-failed': {
    en: 'Change {changeId} was {outcome:changeOutcome}, as {@actor} reported: {reason:prose} It went back to {move.to:stage}.',
    'zh-CN': '{@actor}报告变更 {changeId} {outcome:changeOutcome}：{reason:prose} 退回“{move.to:stage}”。',
  },
  'incident.put-on-hold': {
    en: '{@actor} put it on hold, awaiting {reason:pauseReason} (clocks stand still: {pausesClocks:flag})[: {note:prose}]',
    'zh-CN': '{@actor}将其挂起，等待“{reason:pauseReason}”（计时暂停：{pausesClocks:flag}）[：{note:prose}]',
  },
  'incident.resumed': {
    en: '{@actor} resumed it; it had awaited {reason:pauseReason}[: {note:prose}]',
    'zh-CN': '{@actor}恢复处理；此前等待“{reason:pauseReason}”[：{note:prose}]',
  },
  'incident.workaround-applied': {
    en: '{@actor} restored service by a workaround: {description:prose}',
    'zh-CN': '{@actor}采用临时措施恢复了服务：{description:prose}',
  },
  'incident.resolved': {
    en: '{@actor} resolved it at {resolvedAt:instant} ({tier:tier}) after {workingMs:duration} of working time[; target {target.duration:iso}: {target.met:kept}].',
    'zh-CN':
      '{@actor}于 {resolvedAt:instant} 解决（{tier:tier}），用时 {workingMs:duration}（工作时间）[；目标 {target.duration:iso}：{target.met:kept}]。',
  },
  'incident.solution-recorded': {
    en: '{@actor} wrote the solution down[ (cause {cause:cause})]: {solution:prose}',
    'zh-CN': '{@actor}记录了解决方案[（原因“{cause:cause}”）]：{solution:prose}',
  },
  'incident.reviewed': {
    en: '{@actor} reviewed the fault: {summary:prose}',
    'zh-CN': '{@actor}进行了故障复盘：{summary:prose}',
  },
  'incident.assessed': {
    en: '{@actor} assessed it. Impact: {impactScope:prose} Cause: {cause:prose} Handling: {handling:prose}',
    'zh-CN': '{@actor}进行了质量评估。影响范围：{impactScope:prose} 原因：{cause:prose} 处理：{handling:prose}',
  },
  'incident.resolution-confirmed': {
    en: '{@actor} confirmed the resolution (by {by:confirmedBy})[, satisfaction {satisfactionTenths:tenths}][. Evidence: {evidence:prose}][. Feedback: {feedback:prose}][ Nobody had answered until {dueAt:instant}.]',
    'zh-CN':
      '{@actor}确认已解决（{by:confirmedBy}）[，满意度 {satisfactionTenths:tenths}][。依据：{evidence:prose}][。反馈：{feedback:prose}][ 截至 {dueAt:instant} 无人答复。]',
  },
  'incident.resolution-rejected': {
    en: '{@actor} said that it is not solved: {reason:prose} It went back to {move.to:stage}.',
    'zh-CN': '{@actor}表示问题未解决：{reason:prose} 退回“{move.to:stage}”。',
  },
  'incident.closed': {
    en: '{@actor} closed it at {closedAt:instant} with the outcome {outcome:outcome}[, satisfaction {satisfactionTenths:tenths}][. Feedback: {feedback:prose}]',
    'zh-CN':
      '{@actor}于 {closedAt:instant} 关闭，结果“{outcome:outcome}”[，满意度 {satisfactionTenths:tenths}][。反馈：{feedback:prose}]',
  },
  'incident.cancelled': {
    en: '{@actor} cancelled it: {reason:prose}',
    'zh-CN': '{@actor}撤销了该事件：{reason:prose}',
  },
  'incident.marked-duplicate': {
    en: '{@actor} marked it as a duplicate of {of}[: {reason:prose}]',
    'zh-CN': '{@actor}将其标记为 {of} 的重复事件[：{reason:prose}]',
  },
  'incident.unmarked-duplicate': {
    en: '{@actor} said that it is no duplicate of {of}: {reason:prose}',
    'zh-CN': '{@actor}表示其并非 {of} 的重复事件：{reason:prose}',
  },
  'incident.followed-up': {
    en: '{@actor} called back at {followedUpAt:instant}[, satisfaction {satisfactionTenths:tenths}]: {result:prose}',
    'zh-CN': '{@actor}于 {followedUpAt:instant} 回访[，满意度 {satisfactionTenths:tenths}]：{result:prose}',
  },
  'incident.sla-warned': {
    en: '{percent} % of the target of {clock:clock} had passed at {at:instant}; it is due {dueAt:instant}. Told by {@actor}.',
    'zh-CN': '{clock:clock}目标的时间于 {at:instant} 已过 {percent}%，截止 {dueAt:instant}。由 {@actor}告知。',
  },
  'incident.sla-breached': {
    en: 'The target of {clock:clock} was missed: it was due {dueAt:instant} ({priority:priority}, {tier:tier}). Told by {@actor}.',
    'zh-CN': '{clock:clock}目标超时：截止时间为 {dueAt:instant}（{priority:priority}，{tier:tier}）。由 {@actor}告知。',
  },
  'incident.confirmation-reminded': {
    en: '{@actor} had the reporter reminded to confirm, time {count}, due {dueAt:instant}.',
    'zh-CN': '{@actor}第 {count} 次提醒报告人确认（应于 {dueAt:instant}）。',
  },
  'incident.confirmation-handed-over': {
    en: 'The reporter did not confirm by {dueAt:instant}: {@actor} handed it to {waitsFor:role}.',
    'zh-CN': '报告人至 {dueAt:instant} 仍未确认：{@actor}转交{waitsFor:role}。',
  },
  'incident.repeated': {
    en: '{@actor} found that {number} repeats it; {count} do now.',
    'zh-CN': '{@actor}发现 {number} 为其重复呼叫；现共 {count} 起。',
  },
  'incident.repeat-withdrawn': {
    en: '{@actor} found that {number} does not repeat it after all; {count} do now.',
    'zh-CN': '{@actor}认定 {number} 并非其重复呼叫；现共 {count} 起。',
  },
} satisfies Sentences<IncidentEvent['type']>;

/** Codes of incidents that no profile puts into words. */
export const incidentWords: Words = {
  recordType: {
    incident: { en: 'an incident', 'zh-CN': '事件' },
    service_request: { en: 'a service request', 'zh-CN': '服务请求' },
  },
  linkKind: {
    problem: { en: 'problem', 'zh-CN': '问题' },
    change: { en: 'change', 'zh-CN': '变更' },
    coordination_form: { en: 'coordination form', 'zh-CN': '协调单' },
    recurrence: { en: 'the closed incident that it repeats,', 'zh-CN': '其重现的已关闭事件' },
    related: { en: 'related incident', 'zh-CN': '相关事件' },
    knowledge: { en: 'knowledge article', 'zh-CN': '知识条目' },
    duplicate: { en: 'duplicate', 'zh-CN': '重复事件' },
  },
  majorRule: {
    priority: { en: 'by its priority', 'zh-CN': '按优先级' },
    type: { en: 'by its type', 'zh-CN': '按类型' },
    manual: { en: 'by decision', 'zh-CN': '人工判定' },
  },
  priorityRule: {
    matrix: { en: 'by impact and urgency', 'zh-CN': '按影响度与紧急度' },
    judgement: { en: 'by judgement', 'zh-CN': '人工判断' },
    override: { en: 'against the matrix', 'zh-CN': '偏离矩阵' },
  },
  escalation: {
    functional: { en: 'to the next line', 'zh-CN': '职能升级' },
    hierarchical: { en: "to the management's attention", 'zh-CN': '管理升级' },
  },
  clock: {
    response: { en: 'response', 'zh-CN': '响应' },
    resolution: { en: 'resolution', 'zh-CN': '解决' },
    cut_off: { en: 'the same day', 'zh-CN': '当日完成' },
  },
  changeOutcome: {
    rejected: { en: 'rejected', 'zh-CN': '被拒绝' },
    rolled_back: { en: 'rolled back', 'zh-CN': '已回退' },
  },
  confirmedBy: {
    reporter: { en: 'the reporter', 'zh-CN': '报告人' },
    desk: { en: 'the desk', 'zh-CN': '服务台' },
  },
  /** Fields of an incident that no form has. */
  field: {
    status: { en: 'Status', 'zh-CN': '状态' },
    stage: { en: 'Stage', 'zh-CN': '环节' },
    tier: { en: 'Tier', 'zh-CN': '支持层级' },
    major: { en: 'Major incident', 'zh-CN': '重大事件' },
    responded: { en: 'Responded', 'zh-CN': '已响应' },
    assignment: { en: 'Assignment', 'zh-CN': '分派' },
    assignedBy: { en: 'Assigned by', 'zh-CN': '分派方式' },
    pendingReason: { en: 'Waits for', 'zh-CN': '等待原因' },
    duplicateOf: { en: 'Duplicate of', 'zh-CN': '重复于' },
    links: { en: 'Links', 'zh-CN': '关联' },
    changeId: { en: 'Change', 'zh-CN': '变更' },
    solvedAtStage: { en: 'Solved at stage', 'zh-CN': '解决环节' },
    pausedSince: { en: 'Clocks stand still since', 'zh-CN': '计时暂停起' },
    confirmation: { en: 'Confirmation', 'zh-CN': '确认' },
    awaiting: { en: 'Awaits confirmation', 'zh-CN': '等待确认' },
    erased: { en: 'Reporter erased', 'zh-CN': '报告人已抹除' },
    attachments: { en: 'Files', 'zh-CN': '附件数' },
    resolvedAt: { en: 'Resolved at', 'zh-CN': '解决时间' },
    closedAt: { en: 'Closed at', 'zh-CN': '关闭时间' },
    outcome: { en: 'Outcome', 'zh-CN': '关闭结果' },
    repeatedBy: { en: 'Repeated by', 'zh-CN': '重复呼叫' },
  },
  clockPart: {
    duration: { en: 'target', 'zh-CN': '目标' },
    calendar: { en: 'calendar', 'zh-CN': '日历' },
    startedAt: { en: 'started at', 'zh-CN': '起算' },
    dueAt: { en: 'due at', 'zh-CN': '截止' },
    paused: { en: 'stands still', 'zh-CN': '暂停' },
    warned: { en: 'warned (%)', 'zh-CN': '已预警（%）' },
    breachedAt: { en: 'breached at', 'zh-CN': '超时' },
    endedAt: { en: 'ended at', 'zh-CN': '结束' },
    met: { en: 'kept', 'zh-CN': '按时' },
  },
  status: {
    new: { en: 'new', 'zh-CN': '新建' },
    in_progress: { en: 'in progress', 'zh-CN': '处理中' },
    pending: { en: 'pending', 'zh-CN': '等待' },
    resolved: { en: 'resolved', 'zh-CN': '已解决' },
    closed: { en: 'closed', 'zh-CN': '已关闭' },
    cancelled: { en: 'cancelled', 'zh-CN': '已撤销' },
  },
};

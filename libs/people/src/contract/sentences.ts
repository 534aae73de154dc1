import type { Sentences } from '@evidesk/kernel';
import type { PersonEvent } from './person-events.js';

/** What each event of a person says, for people. */
export const personSentences = {
  'person.erasure-requested': {
    en: '{@actor} asked that the person be erased[ by the retention rule {rule}][, to be approved until {expiresAt}]: {reason}',
    'zh-CN': '{@actor}申请抹除该人员的个人数据[（保留规则 {rule}）][，须在 {expiresAt} 前批准]：{reason}',
  },
  'person.erasure-approved': {
    en: '{@actor} approved the erasure[: {note}]',
    'zh-CN': '{@actor}批准了抹除[：{note}]',
  },
  'person.erasure-refused': {
    en: '{@actor} refused the erasure: {reason}',
    'zh-CN': '{@actor}拒绝了抹除：{reason}',
  },
  'person.erasure-withdrawn': {
    en: '{@actor} withdrew the erasure[: {reason}]',
    'zh-CN': '{@actor}撤回了抹除申请[：{reason}]',
  },
  'person.erased': {
    en: '{@actor} erased the person: keys {keys}, incidents {incidents}, files {files}.',
    'zh-CN': '{@actor}已抹除该人员的个人数据：密钥 {keys} 个，事件 {incidents} 个，文件 {files} 个。',
  },
} satisfies Sentences<PersonEvent['type']>;

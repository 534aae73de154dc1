import type { Sentences } from '@evidesk/kernel';
import type { CiEvent } from './ci-events.js';

/** What each event of a configuration item says, for people. */
export const ciSentences = {
  'ci.registered': {
    en: '{@actor} registered the configuration item {name}[ ({kind})][ by change {changeId}].',
    'zh-CN': '{@actor}登记了配置项 {name}[（{kind}）][，变更 {changeId}]。',
  },
  'ci.changed': {
    en: '{@actor} changed {changes:fields}[ by change {changeId}]: {reason:prose}',
    'zh-CN': '{@actor}修改了{changes:fields}[（变更 {changeId}）]：{reason:prose}',
  },
  'ci.retired': {
    en: '{@actor} took it out of use: {reason:prose}',
    'zh-CN': '{@actor}停用了该配置项：{reason:prose}',
  },
} satisfies Sentences<CiEvent['type']>;

import type { Sentences } from '@evidesk/kernel';
import type { ProfilePublished } from './profile-events.js';

/** What the event of a process profile says, for people. */
export const profileSentences = {
  'profile.published': {
    en: '{@actor} published version {version} of the process profile {name}.',
    'zh-CN': '{@actor}发布了流程配置 {name} 的第 {version} 版。',
  },
} satisfies Sentences<ProfilePublished['type']>;

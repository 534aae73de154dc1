import { apiKeyPersonalData } from '@evidesk/api-keys';
import { accessPersonalData } from '@evidesk/audit';
import { sealPersonalData } from '@evidesk/audit-proof';
import { changePersonalData } from '@evidesk/changes';
import { ciPersonalData } from '@evidesk/configuration-items';
import { contactPersonalData } from '@evidesk/contacts';
import { alertPersonalData, mailPersonalData } from '@evidesk/inbound';
import { incidentPersonalData } from '@evidesk/incidents';
import type { PersonalData } from '@evidesk/kernel';
import { knowledgePersonalData } from '@evidesk/knowledge';
import { notificationPersonalData } from '@evidesk/notifications';
import { numberingPersonalData } from '@evidesk/numbering';
import { personPersonalData } from '@evidesk/people';
import { coordinationPersonalData, problemPersonalData, symptomPersonalData } from '@evidesk/problems';
import { profilePersonalData } from '@evidesk/profiles';
import { reportPersonalData } from '@evidesk/reporting';

/** What every context says of its events. */
export const ANNOTATED: Readonly<Record<string, PersonalData | 'none'>> = {
  ...incidentPersonalData,
  ...changePersonalData,
  ...problemPersonalData,
  ...symptomPersonalData,
  ...coordinationPersonalData,
  ...ciPersonalData,
  ...knowledgePersonalData,
  ...notificationPersonalData,
  ...contactPersonalData,
  ...reportPersonalData,
  ...profilePersonalData,
  ...apiKeyPersonalData,
  ...alertPersonalData,
  ...mailPersonalData,
  ...sealPersonalData,
  ...accessPersonalData,
  ...numberingPersonalData,
  ...personPersonalData,
  // How far a process manager has got.
  'process.advanced': 'none',
};

/** Event type → what of it is personal; types of which nothing is are not here. */
export const PERSONAL_DATA: ReadonlyMap<string, PersonalData> = new Map(
  Object.entries(ANNOTATED).filter((entry): entry is [string, PersonalData] => entry[1] !== 'none'),
);

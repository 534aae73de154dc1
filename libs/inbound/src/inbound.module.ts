import { type Config, CONFIG, registerProblems } from '@evidesk/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AlertIntake } from './application/alert-intake.js';
import { AlertmanagerRoute } from './application/alertmanager.http.js';
import { EmailRoute } from './application/email.http.js';
import { MailIntake } from './application/mail-intake.js';
import { RawMails } from './application/raw-mails.http.js';
import { Threads } from './application/threads.js';
import { ALERT_MAPPING, MAIL_MAPPING } from './application/tokens.js';
import { loadInboundMapping } from './mapping/load-mapping.js';

registerProblems([
  {
    code: 'inbound.alerts-refused',
    status: 400,
    title: 'Some alerts were refused',
    description:
      'The process profile does not take what the mapping makes of them; `refused` says why. The others were taken.',
  },
  {
    code: 'inbound.bad-mail',
    status: 400,
    title: 'The mail can not be read',
    description: 'Its parts are nested too deeply or its headers are too large. It is no use to send it again.',
  },
  {
    code: 'inbound.no-sender',
    status: 400,
    title: 'The mail names no sender',
    description: 'Neither From nor Sender holds an address: nobody could be answered.',
  },
  {
    code: 'inbound.too-many',
    status: 429,
    title: 'Too many mails of one sender',
    description: 'Keep it and bring it again after `Retry-After` seconds (EVIDESK_MAILS_PER_HOUR).',
  },
]);

const mapping = (token: symbol, name: 'alertmanager' | 'email') => ({
  provide: token,
  inject: [CONFIG],
  useFactory: (config: Config) => loadInboundMapping(name, config.inboundMappings),
});

/** Alerts and mails that come in. */
@Module({
  imports: [CqrsModule],
  controllers: [AlertmanagerRoute, EmailRoute],
  providers: [
    AlertIntake,
    MailIntake,
    Threads,
    RawMails,
    mapping(ALERT_MAPPING, 'alertmanager'),
    mapping(MAIL_MAPPING, 'email'),
  ],
})
export class InboundHttpModule {}

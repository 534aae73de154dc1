export * from './application/contact.aggregate.js';
export * from './application/log-contact/log-contacts.handler.js';
export * from './application/log-contact/record-contact.handler.js';
export * from './contacts.module.js';
export * from './contract/contact-events.js';
export * from './domain/contact.js';
export * from './read-models/contact-log/contact-log.projection.js';
export * from './read-models/contact-log/contacts.query.js';

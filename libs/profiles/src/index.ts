export * from './contract/process-profile.js';
export * from './contract/profile-events.js';

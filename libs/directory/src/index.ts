export * from './application/load-directory.js';
export * from './application/read-directory-yaml.js';
export * from './contract/directory-file.js';
export * from './domain/directory.js';

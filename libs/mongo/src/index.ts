export { isDuplicateKey, MongoServer, type MongoServerOptions } from './mongo-server.js';

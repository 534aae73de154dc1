export * from './port.js';
export { isSha256 } from './content-hash.js';
export { type FileBlobStoreOptions, openFileBlobStore } from './adapters/file/file-blob-store.js';
export { type GridFsBlobStoreOptions, openGridFsBlobStore } from './adapters/gridfs/index.js';

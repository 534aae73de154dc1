import { BLOB_STORE, type BlobStore } from '@evidesk/blob-store';
import { type Config, CONFIG } from '@evidesk/platform';
import { openBlobStore } from '@evidesk/worker';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';

/** The bytes of attached files, for whoever takes or serves them. */
@Global()
@Module({
  providers: [{ provide: BLOB_STORE, inject: [CONFIG], useFactory: (config: Config) => openBlobStore(config) }],
  exports: [BLOB_STORE],
})
export class BlobsModule implements OnApplicationShutdown {
  constructor(@Inject(BLOB_STORE) private readonly blobs: BlobStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.blobs.close();
  }
}

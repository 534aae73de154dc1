import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

/** Where the description is, for machines and for people. */
export const OPENAPI_PATH = '/openapi.json';
export const DOCS_PATH = '/docs';

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** The files of Swagger UI that the page needs, and no others. */
const ASSETS: { readonly [file: string]: string } = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

const START = 'start.js';

// Nothing inline, so that the content security policy needs no exception.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>API</title>
    <link rel="stylesheet" href="${DOCS_PATH}/swagger-ui.css" />
    <link rel="icon" type="image/png" href="${DOCS_PATH}/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${DOCS_PATH}/swagger-ui-bundle.js"></script>
    <script src="${DOCS_PATH}/${START}"></script>
  </body>
</html>
`;

const START_SCRIPT = `SwaggerUIBundle({ url: '${OPENAPI_PATH}', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: false, validatorUrl: null });\n`;

/** Serves the description as JSON and as a page, both from this host alone. */
export function serveDocs(server: FastifyInstance, document: OpenAPIObject): void {
  const json = JSON.stringify(document);
  server.get(OPENAPI_PATH, (_request, reply) => reply.type('application/json; charset=utf-8').send(json));
  server.get(DOCS_PATH, (_request, reply) => reply.type(HTML).send(PAGE));
  server.get(`${DOCS_PATH}/${START}`, (_request, reply) => reply.type(SCRIPT).send(START_SCRIPT));
  const folder = swaggerUiFolder();
  for (const [file, mediaType] of Object.entries(ASSETS)) {
    let content: Promise<Buffer> | undefined;
    server.get(`${DOCS_PATH}/${file}`, async (_request, reply) => {
      const bytes = await (content ??= readFile(join(folder, file)));
      return reply.type(mediaType).header('cache-control', 'public, max-age=86400').send(bytes);
    });
  }
}

/** Swagger UI comes with Nest's package: it is found from there. */
function swaggerUiFolder(): string {
  const nest = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(nest).resolve('swagger-ui-dist/package.json'));
}

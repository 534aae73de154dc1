import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { routesOf } from '../http/routes.js';
import { describeOperation, type Operation } from './operation.js';
import { COMMAND_ANSWER_SCHEMA, PROBLEM_RESPONSES, PROBLEM_SCHEMA } from './problem-schemas.js';
import { declaresFields, schemasOf } from './schema-of.js';

/** What the API is called in its description. */
export interface ApiTitle {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** The description of the whole API (OpenAPI 3.1): routes by Nest, schemas from the classes that validate. */
export function openApiDocument(app: INestApplication, title: ApiTitle): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title.title)
    .setVersion(title.version)
    .setDescription(title.description)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller}.${method}`,
  });
  const routes = new Map(routesOf(app).map((route) => [`${route.controller}.${route.method}`, route]));
  const schemas: { [name: string]: unknown } = {
    ...document.components?.schemas,
    Problem: PROBLEM_SCHEMA,
    CommandAnswer: COMMAND_ANSWER_SCHEMA,
  };
  for (const route of routes.values()) {
    for (const input of route.inputs) {
      if (declaresFields(input.type)) Object.assign(schemas, schemasOf(input.type).schemas);
    }
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item) as [string, Operation][]) {
      const route = routes.get(operation.operationId ?? '');
      if (route !== undefined) describeOperation(operation, route, { method, path });
    }
  }
  const components = { ...document.components, schemas, responses: PROBLEM_RESPONSES };
  return { ...document, components: components as OpenAPIObject['components'] & object };
}

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { routesOf } from '../http/routes.js';
import { type AnswerSchemas, besides } from './answers.js';
import { describeOperation, type Operation } from './operation.js';
import { COMMAND_ANSWER_SCHEMA, PROBLEM_RESPONSES, PROBLEM_SCHEMA } from './problem-schemas.js';
import { declaresFields, schemasOf } from './schema-of.js';

const NO_ANSWERS: AnswerSchemas = { operations: {}, schemas: {} };

/** What the API is called in its description. */
export interface ApiTitle {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/**
 * The description of the whole API (OpenAPI 3.1): routes by Nest, schemas of requests from the classes that validate,
 * those of answers as they are given.
 */
export function openApiDocument(app: INestApplication, title: ApiTitle, answers?: AnswerSchemas): OpenAPIObject {
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
    Problem: PROBLEM_SCHEMA,
    CommandAnswer: COMMAND_ANSWER_SCHEMA,
  };
  for (const route of routes.values()) {
    for (const input of route.inputs) {
      if (input.source === 'body' && declaresFields(input.type)) Object.assign(schemas, schemasOf(input.type).schemas);
    }
  }
  const described = besides(schemas, answers ?? NO_ANSWERS);
  Object.assign(schemas, described.schemas);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item) as [string, Operation][]) {
      const route = routes.get(operation.operationId ?? '');
      if (route !== undefined)
        describeOperation(operation, route, {
          method,
          path,
          answer: described.operations[operation.operationId ?? ''],
        });
    }
  }
  const tags = new Set(operationsOf(document).flatMap((operation) => operation.tags ?? []));
  const components = { ...document.components, schemas, responses: PROBLEM_RESPONSES };
  return {
    ...document,
    servers: [{ url: '/', description: 'This desk' }],
    tags: [...tags].sort().map((name) => ({ name })),
    components: components as OpenAPIObject['components'] & object,
  };
}

function operationsOf(document: OpenAPIObject): readonly Operation[] {
  return Object.values(document.paths).flatMap((item) => Object.values(item) as Operation[]);
}

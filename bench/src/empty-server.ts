import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { report, whenStopped } from './programs.js';

/** Takes a body and does nothing with it. */
@Controller('v1/incidents')
class EmptyRoute {
  @Post()
  handle(@Body() _body: object): object {
    return {};
  }
}

@Module({ controllers: [EmptyRoute] })
class EmptyModule {}

const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter({ logger: false }), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
whenStopped(() => app.close());
report({ url: await app.getUrl() });

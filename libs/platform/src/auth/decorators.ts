import { SetMetadata } from '@nestjs/common';

/** Metadata key of what a route asks of its caller. */
export const ACCESS = 'evidesk:access';

/** What a route asks of its caller. */
export type Access = { readonly kind: 'public' } | { readonly kind: 'permission'; readonly permission: string };

/** Anyone may call this route, without a token. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);

/** Only a principal one of whose roles holds this permission may call the route. A method's word goes before its class's. */
export const Requires = (permission: string): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, { kind: 'permission', permission } satisfies Access);

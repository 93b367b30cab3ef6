import { tokenKey } from '../../../server/tokens.ts';

export const dynamic = 'force-dynamic';

/** The public half of the key that signs people's tokens. */
export async function GET(): Promise<Response> {
  const { publicJwk } = await tokenKey();
  return Response.json({ keys: [publicJwk] }, { headers: { 'cache-control': 'public, max-age=60' } });
}

/** The credential of an `Authorization: Bearer …` header. */
export function bearerToken(request: { headers: { authorization?: string | undefined } }): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1];
}

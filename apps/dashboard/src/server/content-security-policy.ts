interface Page {
  nonce: string;
  realtimeUrl: string;
  /** React's development build evaluates code to show better errors. */
  development: boolean;
}

/** Everything comes from this address; the one other place a page speaks to is realtime's socket. */
export function contentSecurityPolicy({ nonce, realtimeUrl, development }: Page): string {
  const socket = realtimeUrl.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // Widths and positions of bars and points are style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

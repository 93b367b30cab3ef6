// Prints a fresh .env for docker-compose.yml: passwords and keys, and the hashes that services know keys by.
import { createHash, randomBytes } from 'node:crypto';

const secret = () => randomBytes(24).toString('base64url');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

console.log('COMPOSE_PROJECT_NAME=fatura-viva');
const roles = ['PURCHASES', 'INVOICES', 'FRAUD', 'ANALYTICS', 'LAKE', 'PARTNERS', 'BANK'].map(
  (role) => `${role}_PASSWORD`,
);
for (const name of ['POSTGRES_PASSWORD', ...roles, 'CONTROL_KEY']) {
  console.log(`${name}=${secret()}`);
}
for (const name of [
  'DASHBOARD_KEY',
  'IMPORT_KEY',
  'OPERATOR_KEY',
  'PURCHASE_KEY',
  'READ_KEY',
  'CONSOLE_KEY',
  'FRAUD_KEY',
]) {
  const key = secret();
  console.log(`${name}=${key}\n${name}_SHA256=${sha256(key)}`);
}

// Where the data lake is copied to; empty: nowhere.
for (const name of ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY', 'S3_SECRET_KEY']) console.log(`${name}=`);

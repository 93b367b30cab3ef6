import { defineConfig } from 'prisma/config';

// Neither "generate" nor our migrations use Prisma's native schema engine. Naming any existing
// file here keeps the CLI from trying to download one.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;
process.env['CHECKPOINT_DISABLE'] ??= '1';

export default defineConfig({ schema: 'prisma' });

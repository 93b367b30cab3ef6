-- A bank that consolidates by night, from the same log, with the same fold, into tables of its own.

CREATE SCHEMA IF NOT EXISTS "bank";

-- The invoices' tables, as they are now. A later change of theirs is made to these as well: a test compares them.
CREATE TABLE "bank"."reader_offset" (LIKE "invoices"."reader_offset" INCLUDING ALL);
CREATE TABLE "bank"."account_state" (LIKE "invoices"."account_state" INCLUDING ALL);
CREATE TABLE "bank"."card" (LIKE "invoices"."card" INCLUDING ALL);
CREATE TABLE "bank"."invoice" (LIKE "invoices"."invoice" INCLUDING ALL);
CREATE TABLE "bank"."line" (LIKE "invoices"."line" INCLUDING ALL);
CREATE TABLE "bank"."invoice_day" (LIKE "invoices"."invoice_day" INCLUDING ALL);
CREATE TABLE "bank"."decline" (LIKE "invoices"."decline" INCLUDING ALL);
CREATE TABLE "bank"."applied_fact" (LIKE "invoices"."applied_fact" INCLUDING ALL) PARTITION BY RANGE ("month");
CREATE TABLE "bank"."waiting_fact" (LIKE "invoices"."waiting_fact" INCLUDING ALL);
CREATE TABLE "bank"."parked_message" (LIKE "invoices"."parked_message" INCLUDING ALL);
CREATE TABLE "bank"."hold" (LIKE "invoices"."hold" INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE "bank"."dispute" (LIKE "invoices"."dispute" INCLUDING ALL);
CREATE TABLE "bank"."closed_invoice" (LIKE "invoices"."closed_invoice" INCLUDING ALL);

CREATE TABLE "bank"."consolidation" (
    "account_id" UUID NOT NULL,
    "mode" TEXT NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consolidation_pkey" PRIMARY KEY ("account_id")
);

CREATE TABLE "bank"."operator_order" (
    "id" BIGSERIAL NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ordered_by" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "account_id" UUID,

    CONSTRAINT "operator_order_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bank"."laid_by" (
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "account_id" UUID NOT NULL,
    "head" TEXT NOT NULL,
    "value" BYTEA,

    CONSTRAINT "laid_by_pkey" PRIMARY KEY ("partition","offset")
);
CREATE INDEX "laid_by_account_id_idx" ON "bank"."laid_by"("account_id");

CREATE TABLE "bank"."run" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "after_day" DATE,
    "due_key" TEXT,
    "order_key" TEXT,
    "ordered_by" TEXT,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "ends" JSONB,
    "work" JSONB,
    "wall_day" DATE,
    "days" JSONB,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "run_order_key_key" ON "bank"."run"("order_key");
-- However many processes notice that a night is due.
CREATE UNIQUE INDEX "run_due_key_key" ON "bank"."run"("due_key");

-- A service owns its schema and nothing else. Partitions are made by the service, so it must own their parents.
ALTER SCHEMA "bank" OWNER TO "bank";
DO $$
DECLARE
  owned record;
BEGIN
  FOR owned IN SELECT tablename FROM pg_tables WHERE schemaname = 'bank' LOOP
    EXECUTE format('ALTER TABLE "bank".%I OWNER TO "bank"', owned.tablename);
  END LOOP;
END $$;

-- What the fraud reader knows and what it says. Customers and merchants are changed with nearly every batch and stay on
-- their page; scores leave by whole months, so their partitions are made by the service.

CREATE TABLE "fraud"."customer" (
    "account_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "missing" JSONB NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("account_id")
) WITH (fillfactor = 50);

CREATE TABLE "fraud"."merchant_day" (
    "portfolio" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "cents" BIGINT NOT NULL,

    CONSTRAINT "merchant_day_pkey" PRIMARY KEY ("portfolio","merchant","day")
) WITH (fillfactor = 70);

CREATE TABLE "fraud"."merchant_report" (
    "report_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,
    "change" SMALLINT NOT NULL,
    "ordinary" BOOLEAN NOT NULL,

    CONSTRAINT "merchant_report_pkey" PRIMARY KEY ("report_id")
);

CREATE TABLE "fraud"."label" (
    "purchase_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "denied" BOOLEAN NOT NULL,
    "report_id" UUID NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "label_pkey" PRIMARY KEY ("purchase_id")
);

CREATE TABLE "fraud"."score" (
    "purchase_id" UUID NOT NULL,
    "month" DATE NOT NULL DEFAULT (date_trunc('month', (now() AT TIME ZONE 'UTC'))::date),
    "account_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "offset" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "amount_cents" INTEGER NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "day" INTEGER NOT NULL,
    "ratio" DOUBLE PRECISION NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "flagged" BOOLEAN NOT NULL,
    "scorer" TEXT NOT NULL,
    "features_version" SMALLINT NOT NULL,
    "features" DOUBLE PRECISION[],
    "reasons" JSONB NOT NULL,
    "scored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "score_pkey" PRIMARY KEY ("purchase_id","month")
) PARTITION BY RANGE ("month");

CREATE TABLE "fraud"."alert" (
    "alert_id" UUID NOT NULL,
    "purchase_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "cycle" INTEGER NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,
    "amount_cents" INTEGER NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "merchant_name" TEXT NOT NULL,
    "mcc" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "scorer" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "data" TEXT NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("alert_id")
);

CREATE TABLE "fraud"."card_block" (
    "alert_id" UUID NOT NULL,
    "card_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "note" TEXT,

    CONSTRAINT "card_block_pkey" PRIMARY KEY ("alert_id")
);

CREATE TABLE "fraud"."rule_set" (
    "version" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "activated_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_set_pkey" PRIMARY KEY ("version")
);

CREATE TABLE "fraud"."audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "version" INTEGER,
    "note" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "fraud"."back_test" (
    "id" UUID NOT NULL,
    "document" JSONB NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE NOT NULL,
    "portfolio" TEXT,
    "state" TEXT NOT NULL DEFAULT 'running',
    "read" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "report" JSONB,
    "note" TEXT,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "back_test_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "merchant_report_portfolio_merchant_day_idx" ON "fraud"."merchant_report"("portfolio", "merchant", "day");

CREATE INDEX "score_scored_at_idx" ON "fraud"."score"("scored_at");

CREATE UNIQUE INDEX "alert_purchase_id_key" ON "fraud"."alert"("purchase_id");

CREATE INDEX "alert_state_posted_at_alert_id_idx" ON "fraud"."alert"("state", "posted_at", "alert_id");

CREATE INDEX "alert_posted_at_alert_id_idx" ON "fraud"."alert"("posted_at", "alert_id");

CREATE INDEX "back_test_started_at_idx" ON "fraud"."back_test"("started_at");

ALTER TABLE "fraud"."customer" OWNER TO "fraud";
ALTER TABLE "fraud"."merchant_day" OWNER TO "fraud";
ALTER TABLE "fraud"."merchant_report" OWNER TO "fraud";
ALTER TABLE "fraud"."label" OWNER TO "fraud";
ALTER TABLE "fraud"."score" OWNER TO "fraud";
ALTER TABLE "fraud"."alert" OWNER TO "fraud";
ALTER TABLE "fraud"."card_block" OWNER TO "fraud";
ALTER TABLE "fraud"."rule_set" OWNER TO "fraud";
ALTER TABLE "fraud"."audit" OWNER TO "fraud";
ALTER TABLE "fraud"."back_test" OWNER TO "fraud";

-- What analytics counts: sums by account and by portfolio, and what keeps them exact. Rows that are added to with nearly
-- every batch stay on their page.

CREATE TABLE "analytics"."taken_fact" (
    "fact_id" UUID NOT NULL,

    CONSTRAINT "taken_fact_pkey" PRIMARY KEY ("fact_id")
);

CREATE TABLE "analytics"."waiting_fact" (
    "fact_id" UUID NOT NULL,
    "needs" UUID NOT NULL,
    "fact" JSONB NOT NULL,

    CONSTRAINT "waiting_fact_pkey" PRIMARY KEY ("fact_id")
);

CREATE TABLE "analytics"."account" (
    "account_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("account_id")
);

CREATE TABLE "analytics"."purchase" (
    "purchase_id" UUID NOT NULL,
    "portfolio" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "category" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "amount_cents" INTEGER NOT NULL,
    "denied" BOOLEAN NOT NULL DEFAULT false,
    "said_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "purchase_pkey" PRIMARY KEY ("purchase_id")
);

CREATE TABLE "analytics"."account_spending" (
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "category" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "purchases" INTEGER NOT NULL,
    "purchased_cents" BIGINT NOT NULL,
    "refunds" INTEGER NOT NULL,
    "refunded_cents" BIGINT NOT NULL,

    CONSTRAINT "account_spending_pkey" PRIMARY KEY ("account_id","day","hour","category","merchant_id")
) WITH (fillfactor = 90);

CREATE TABLE "analytics"."portfolio_hour" (
    "portfolio" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "category" TEXT NOT NULL,
    "purchases" INTEGER NOT NULL,
    "purchased_cents" BIGINT NOT NULL,
    "refunds" INTEGER NOT NULL,
    "refunded_cents" BIGINT NOT NULL,
    "declines" INTEGER NOT NULL,
    "declined_cents" BIGINT NOT NULL,
    "disputes" INTEGER NOT NULL,
    "disputed_cents" BIGINT NOT NULL,
    "frauds" INTEGER NOT NULL,
    "fraud_cents" BIGINT NOT NULL,

    CONSTRAINT "portfolio_hour_pkey" PRIMARY KEY ("portfolio","day","hour","category")
) WITH (fillfactor = 70);

CREATE TABLE "analytics"."decline_day" (
    "portfolio" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "declines" INTEGER NOT NULL,
    "declined_cents" BIGINT NOT NULL,

    CONSTRAINT "decline_day_pkey" PRIMARY KEY ("portfolio","day","reason")
) WITH (fillfactor = 70);

CREATE TABLE "analytics"."merchant_day" (
    "portfolio" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "purchases" INTEGER NOT NULL,
    "purchased_cents" BIGINT NOT NULL,
    "refunds" INTEGER NOT NULL,
    "refunded_cents" BIGINT NOT NULL,
    "frauds" INTEGER NOT NULL,
    "fraud_cents" BIGINT NOT NULL,

    CONSTRAINT "merchant_day_pkey" PRIMARY KEY ("portfolio","day","merchant_id")
) WITH (fillfactor = 70);

CREATE TABLE "analytics"."merchant" (
    "portfolio" TEXT NOT NULL,
    "merchant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "merchant_pkey" PRIMARY KEY ("portfolio","merchant_id")
);

CREATE TABLE "analytics"."counted_second" (
    "second" TIMESTAMPTZ(0) NOT NULL,
    "portfolio" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "facts" INTEGER NOT NULL,
    "purchases" INTEGER NOT NULL,
    "purchased_cents" BIGINT NOT NULL,
    "declines" INTEGER NOT NULL,

    CONSTRAINT "counted_second_pkey" PRIMARY KEY ("second","portfolio","partition")
) WITH (fillfactor = 50);

CREATE INDEX "waiting_fact_needs_idx" ON "analytics"."waiting_fact"("needs");

ALTER TABLE "analytics"."taken_fact" OWNER TO "analytics";
ALTER TABLE "analytics"."waiting_fact" OWNER TO "analytics";
ALTER TABLE "analytics"."account" OWNER TO "analytics";
ALTER TABLE "analytics"."purchase" OWNER TO "analytics";
ALTER TABLE "analytics"."account_spending" OWNER TO "analytics";
ALTER TABLE "analytics"."portfolio_hour" OWNER TO "analytics";
ALTER TABLE "analytics"."decline_day" OWNER TO "analytics";
ALTER TABLE "analytics"."merchant_day" OWNER TO "analytics";
ALTER TABLE "analytics"."merchant" OWNER TO "analytics";
ALTER TABLE "analytics"."counted_second" OWNER TO "analytics";

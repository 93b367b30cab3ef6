-- AlterTable
ALTER TABLE "purchases"."portfolio" ADD COLUMN     "starts_at" TIMESTAMPTZ(3);

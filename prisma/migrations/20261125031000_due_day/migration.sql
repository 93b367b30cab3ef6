-- AlterTable
ALTER TABLE "purchases"."account" ADD COLUMN     "due_changed_at" TIMESTAMPTZ(3);

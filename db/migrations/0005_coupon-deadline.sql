ALTER TABLE `coupons` ADD `triggered_at` integer;--> statement-breakpoint
CREATE INDEX `coupons_deadline` ON `coupons` (`expires_at`) WHERE used_at is null and triggered_at is null;
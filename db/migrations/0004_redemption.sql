ALTER TABLE `referral_uses` ADD `refused` text;--> statement-breakpoint
CREATE INDEX `coupons_order` ON `coupons` (`order_id`) WHERE order_id is not null;
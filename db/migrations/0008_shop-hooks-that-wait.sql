ALTER TABLE `orders` ADD `customer_number` text;--> statement-breakpoint
ALTER TABLE `shop_hooks` ADD `waits_for` text;--> statement-breakpoint
ALTER TABLE `shop_hooks` ADD `body` text;--> statement-breakpoint
CREATE INDEX `shop_hooks_waiting` ON `shop_hooks` (`source`,`waits_for`) WHERE waits_for is not null;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `customer_number` text;
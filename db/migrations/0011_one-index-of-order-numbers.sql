CREATE UNIQUE INDEX `orders_numbered` ON `orders` (`external_id`,`source`);--> statement-breakpoint
DROP INDEX `orders_external`;--> statement-breakpoint
DROP INDEX `orders_number`;
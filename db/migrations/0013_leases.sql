CREATE TABLE `leases` (
	`customer_id` text PRIMARY KEY NOT NULL,
	`lease_id` text NOT NULL,
	`lease_until` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `deliveries_marketing`;--> statement-breakpoint
DROP INDEX `deliveries_customer`;--> statement-breakpoint
CREATE INDEX `deliveries_customer` ON `deliveries` (`customer_id`,`marketing_at`);--> statement-breakpoint
DROP INDEX `enrollments_lease`;
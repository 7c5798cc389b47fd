DROP INDEX `inbox_pending`;--> statement-breakpoint
CREATE INDEX `inbox_waiting` ON `inbox` (`timestamp`,`event_id`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `inbox_held` ON `inbox` (`user_id`,`timestamp`) WHERE status = 'pending' and tries > 0;
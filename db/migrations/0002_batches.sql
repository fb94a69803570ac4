CREATE TABLE `batch_calls` (
	`id` integer PRIMARY KEY NOT NULL,
	`batch_id` integer NOT NULL,
	`custom_id` text NOT NULL,
	`ledger_id` integer NOT NULL,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`ledger_id`) REFERENCES `ledger`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `batch_calls_custom` ON `batch_calls` (`custom_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `batch_calls_batch_id_custom_id_unique` ON `batch_calls` (`batch_id`,`custom_id`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`model` text NOT NULL,
	`job_id` text,
	`request_hash` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_batches`("id", "run_id", "model", "job_id", "request_hash", "status", "created_at") SELECT "id", "run_id", "provider", "job_id", "request_hash", "status", "created_at" FROM `batches`;--> statement-breakpoint
DROP TABLE `batches`;--> statement-breakpoint
ALTER TABLE `__new_batches` RENAME TO `batches`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `batches_run` ON `batches` (`run_id`);--> statement-breakpoint
ALTER TABLE `ledger` ADD `price_class` text DEFAULT 'standard' NOT NULL;
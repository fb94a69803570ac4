CREATE TABLE `batches` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`provider` text NOT NULL,
	`job_id` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `blobs` (
	`sha256` text PRIMARY KEY NOT NULL,
	`size_bytes` integer NOT NULL,
	`codec` text NOT NULL,
	`content` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `candidate_sources` (
	`id` integer PRIMARY KEY NOT NULL,
	`candidate_id` integer NOT NULL,
	`trajectory_id` integer,
	`turn` integer NOT NULL,
	`final` integer NOT NULL,
	`origin` text NOT NULL,
	`patch` text NOT NULL,
	`details` text,
	FOREIGN KEY (`candidate_id`) REFERENCES `candidates`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`trajectory_id`) REFERENCES `trajectories`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patch`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `candidate_sources_trajectory` ON `candidate_sources` (`trajectory_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `candidate_sources_candidate_id_origin_turn_unique` ON `candidate_sources` (`candidate_id`,`origin`,`turn`);--> statement-breakpoint
CREATE TABLE `candidates` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`identity` text NOT NULL,
	`patch` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patch`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `candidates_run_id_instance_id_identity_unique` ON `candidates` (`run_id`,`instance_id`,`identity`);--> statement-breakpoint
CREATE TABLE `commands` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`command` text NOT NULL,
	`created_at` integer NOT NULL,
	`handled_at` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `contexts` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`mode` text NOT NULL,
	`files` text NOT NULL,
	`considered` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contexts_run_id_instance_id_attempt_unique` ON `contexts` (`run_id`,`instance_id`,`attempt`);--> statement-breakpoint
CREATE TABLE `executions` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`test_script_id` integer NOT NULL,
	`candidate_id` integer NOT NULL,
	`timeout_ms` integer NOT NULL,
	`outcome` text NOT NULL,
	`exit_code` integer,
	`seconds` real NOT NULL,
	`reason` text,
	`output` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`test_script_id`) REFERENCES `test_scripts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`output`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `executions_run_id_instance_id_test_script_id_candidate_id_timeout_ms_unique` ON `executions` (`run_id`,`instance_id`,`test_script_id`,`candidate_id`,`timeout_ms`);--> statement-breakpoint
CREATE TABLE `grades` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`candidate_id` integer NOT NULL,
	`harness` text NOT NULL,
	`verdict` text NOT NULL,
	`suspect` text,
	`infrastructure` text,
	`report` text NOT NULL,
	`log` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`report`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`log`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grades_run_id_instance_id_candidate_id_harness_unique` ON `grades` (`run_id`,`instance_id`,`candidate_id`,`harness`);--> statement-breakpoint
CREATE TABLE `instances` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`position` integer NOT NULL,
	`issue` text NOT NULL,
	`issue_text` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`issue_text`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `instances_run_id_instance_id_unique` ON `instances` (`run_id`,`instance_id`);--> statement-breakpoint
CREATE TABLE `ledger` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`stage` text NOT NULL,
	`role` text NOT NULL,
	`sample` integer NOT NULL,
	`turn` integer NOT NULL,
	`model` text NOT NULL,
	`call_id` text NOT NULL,
	`status` text NOT NULL,
	`reserved_usd` real,
	`cost_usd` real,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`cache_read_tokens` integer DEFAULT 0 NOT NULL,
	`cache_write_tokens` integer DEFAULT 0 NOT NULL,
	`error` text,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ledger_run` ON `ledger` (`run_id`,`instance_id`);--> statement-breakpoint
CREATE INDEX `ledger_call` ON `ledger` (`call_id`);--> statement-breakpoint
CREATE INDEX `ledger_open` ON `ledger` (`run_id`) WHERE status = 'reserved';--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`candidate_id` integer,
	`verdict` text NOT NULL,
	`note` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`candidate_id`) REFERENCES `candidates`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`config` text NOT NULL,
	`dataset` text,
	`owner_boot_id` text,
	`owner_pid` integer,
	`heartbeat_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_name_unique` ON `runs` (`name`);--> statement-breakpoint
CREATE TABLE `selections` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`work_item_id` integer,
	`kind` text NOT NULL,
	`rule` text NOT NULL,
	`candidate_id` integer,
	`details` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`work_item_id`) REFERENCES `work_items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`candidate_id`) REFERENCES `candidates`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `selections_work_item_id_unique` ON `selections` (`work_item_id`);--> statement-breakpoint
CREATE TABLE `steps` (
	`id` integer PRIMARY KEY NOT NULL,
	`trajectory_id` integer NOT NULL,
	`index` integer NOT NULL,
	`turn` integer NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`trajectory_id`) REFERENCES `trajectories`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`body`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `steps_trajectory_id_index_unique` ON `steps` (`trajectory_id`,`index`);--> statement-breakpoint
CREATE TABLE `test_scripts` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`script` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`script`) REFERENCES `blobs`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `test_scripts_run_id_instance_id_script_unique` ON `test_scripts` (`run_id`,`instance_id`,`script`);--> statement-breakpoint
CREATE TABLE `test_sources` (
	`id` integer PRIMARY KEY NOT NULL,
	`test_script_id` integer NOT NULL,
	`trajectory_id` integer,
	`turn` integer NOT NULL,
	`final` integer NOT NULL,
	`origin` text NOT NULL,
	FOREIGN KEY (`test_script_id`) REFERENCES `test_scripts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`trajectory_id`) REFERENCES `trajectories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `test_sources_trajectory` ON `test_sources` (`trajectory_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `test_sources_test_script_id_origin_turn_unique` ON `test_sources` (`test_script_id`,`origin`,`turn`);--> statement-breakpoint
CREATE TABLE `trajectories` (
	`id` integer PRIMARY KEY NOT NULL,
	`work_item_id` integer NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`role` text NOT NULL,
	`sample` integer NOT NULL,
	`attempt` integer NOT NULL,
	`model` text NOT NULL,
	`seed` text NOT NULL,
	`ending` text,
	`slips` integer DEFAULT 0 NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`work_item_id`) REFERENCES `work_items`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `trajectories_run_id_instance_id_role_sample_attempt_unique` ON `trajectories` (`run_id`,`instance_id`,`role`,`sample`,`attempt`);--> statement-breakpoint
CREATE TABLE `work_items` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` integer NOT NULL,
	`instance_id` text NOT NULL,
	`stage` text NOT NULL,
	`sample` integer NOT NULL,
	`attempt` integer NOT NULL,
	`status` text NOT NULL,
	`inputs` text NOT NULL,
	`error` text,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `work_items_run_id_instance_id_stage_sample_attempt_unique` ON `work_items` (`run_id`,`instance_id`,`stage`,`sample`,`attempt`);